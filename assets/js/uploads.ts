// Pages that take files: resumable uploads, and the comparison of a file with a receipt.
import { all } from "./parts/page";
import { startHashCheck } from "./uploads/hash-check";
import { UploadPanel } from "./uploads/panel";

for (const section of all<HTMLElement>("[data-uploads]")) new UploadPanel(section).start();
for (const section of all<HTMLElement>("[data-hash-check]")) startHashCheck(section);
