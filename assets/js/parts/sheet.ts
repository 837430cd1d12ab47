// The rubric on a small screen: a sheet that slides over the work.
import { all } from "./page";

export function startSheet(): void {
  for (const sheet of all<HTMLElement>("[data-sheet]")) {
    const button = sheet.querySelector<HTMLButtonElement>("[data-sheet-toggle]");
    const set = (open: boolean) => {
      sheet.dataset["sheet"] = open ? "open" : "";
      button?.setAttribute("aria-expanded", String(open));
    };
    button?.addEventListener("click", () => set(sheet.dataset["sheet"] !== "open"));
    // The button's own click decides; opening at its focus would make that click close the sheet.
    sheet.addEventListener("focusin", (event) => event.target !== button && set(true));
    sheet.addEventListener("keydown", (event) => event.key === "Escape" && set(false));
  }
}
