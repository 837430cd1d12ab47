// Small helps in forms: live counts, the summary of errors, one submit at a time.
import { all, figure, text } from "./page";

/** Words as the server counts them: runs without blanks that hold a letter or a digit. */
export function countWords(value: string): number {
  return value.split(/\s+/).filter((token) => /[\p{L}\p{N}]/u.test(token)).length;
}

function startCount(field: HTMLTextAreaElement | HTMLInputElement): void {
  const output = document.getElementById(`${field.id}-count`);
  if (!output) return;
  const limit = Number(field.dataset["max"] ?? "0");
  const inWords = field.dataset["count"] === "words";
  const show = () => {
    const count = inWords ? countWords(field.value) : [...field.value].length;
    const name = `${inWords ? "words" : "letters"}${limit ? "Of" : ""}`;
    output.textContent = text(name, { count: figure(count), limit: figure(limit) });
    output.dataset["over"] = String(limit > 0 && count > limit);
  };
  field.addEventListener("input", show);
  show();
}

function guardDoubleSubmit(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.dataset["many"] !== undefined) return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    form.setAttribute("aria-busy", "true");
  });
}

/** A date field shows its date as the browser's language writes it, 3/4 or 4/3; beside it the date in full words. */
function spellDate(field: HTMLInputElement): void {
  const output = document.createElement("output");
  output.className = "field__help";
  output.htmlFor.add(field.id);
  const show = () => {
    const day = field.value ? new Date(`${field.value}T00:00:00`) : undefined;
    output.textContent = day && !Number.isNaN(day.valueOf()) ? day.toLocaleDateString(document.documentElement.lang, { dateStyle: "full" }) : "";
  };
  field.after(output);
  field.addEventListener("input", show);
  show();
}

/** Tick every box of the name the button says; when all are ticked, none. */
function tickAll(button: HTMLButtonElement): void {
  const boxes = [...(button.form?.querySelectorAll<HTMLInputElement>(`input[name="${button.dataset["ticks"]}"]`) ?? [])];
  const isFull = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !isFull;
}

export function startForms(): void {
  all<HTMLTextAreaElement>("[data-count]").forEach(startCount);
  all<HTMLFormElement>('form[method="post"]').forEach(guardDoubleSubmit);
  // Back from the next page, a form may be sent again.
  addEventListener("pageshow", () => all("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy")));
  document.querySelector<HTMLElement>(".error-summary")?.focus();
  for (const select of all<HTMLElement>("[data-submits]")) {
    select.addEventListener("change", () => (select as HTMLSelectElement).form?.requestSubmit());
  }
  all<HTMLInputElement>('input[type="date"]').forEach(spellDate);
  for (const button of all<HTMLButtonElement>("[data-ticks]")) button.addEventListener("click", () => tickAll(button));
  for (const button of all<HTMLButtonElement>("[data-back]")) {
    button.hidden = history.length < 2;
    button.addEventListener("click", () => history.back());
  }
  for (const button of all<HTMLButtonElement>("[data-prints]")) button.addEventListener("click", () => print());
}
