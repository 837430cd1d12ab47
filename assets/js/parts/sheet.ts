// The rubric: on a small screen a sheet that slides over the work, on a wide one as high as the window leaves it.
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
    followWindow(sheet);
  }
}

// Its foot with the total and the buttons must be in the window before anybody scrolls, when the head of the page still
// pushes the rubric down.
function followWindow(sheet: HTMLElement): void {
  const measure = () => sheet.style.setProperty("--above", `${Math.max(0, sheet.getBoundingClientRect().top)}px`);
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      measure();
    });
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  measure();
}
