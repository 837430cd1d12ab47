// Files by dropping them on the field; the plain file input stays and does the sending.
import { all } from "./page";

function show(zone: HTMLElement, input: HTMLInputElement): void {
  const list = zone.querySelector<HTMLElement>("[data-drop-names]");
  if (list) list.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ");
}

export function startDrop(): void {
  for (const zone of all<HTMLElement>("[data-drop]")) {
    const input = zone.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input) continue;
    const over = (state: boolean) => (zone.dataset["over"] = String(state));
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    zone.addEventListener("dragleave", () => over(false));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => show(zone, input));
  }
}
