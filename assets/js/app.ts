// Everything an ordinary page needs. Each part looks for its own markup and leaves the rest alone;
// a page works without any of it.
import { startAutosave } from "./parts/autosave";
import { startConfirm } from "./parts/confirm";
import { startCountdown } from "./parts/countdown";
import { startDrop } from "./parts/drop";
import { startForms } from "./parts/forms";
import { startShortcuts } from "./parts/shortcuts";
import { startTableFilter } from "./parts/table-filter";
import { startTheme } from "./parts/theme";
import { startValidity } from "./parts/validity";

document.documentElement.classList.add("js");
startTheme();
startCountdown();
startForms();
startValidity();
startDrop();
startConfirm();
startTableFilter();
startShortcuts();
startAutosave();
