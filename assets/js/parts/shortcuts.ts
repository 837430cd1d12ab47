// Keys for people who work with the keyboard all day: data-key="j" on a link, button or field.
// «?» shows the list; there a tick turns single keys off (WCAG 2.1.4), and the choice is kept.
import { all, isTyping } from "./page";

const OFF = "shortcuts-off";

function use(element: HTMLElement): void {
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
  } else element.click();
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && !element.matches(":disabled, [aria-disabled='true']");
}

export function startShortcuts(): void {
  const list = document.getElementById("shortcuts");
  if (!(list instanceof HTMLDialogElement)) return;
  const box = list.querySelector<HTMLInputElement>("[data-shortcuts-on]");
  if (box) {
    box.checked = localStorage.getItem(OFF) === null;
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || localStorage.getItem(OFF) !== null) return;
    if (event.key === "?") return list.showModal();
    const wanted = all<HTMLElement>(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`).find(isShown);
    if (!wanted) return;
    event.preventDefault();
    use(wanted);
  });
}
