// The judge's rubric: the sum while one types, ↑ ↓ by the criterion's step, the place on one's own ladder.
// <form data-rubric> holds <input data-mark data-max data-step>, [data-total] and [data-totals="82 79.5"].
import { all, figure, inField } from "./page";

/** A mark as typed («8,5»), or null where nothing or no number stands. */
function markOf(input: HTMLInputElement): number | null {
  const typed = input.value.trim().replace(",", ".");
  return /^\d+(\.\d{1,2})?$/.test(typed) ? Number(typed) : null;
}

function shown(value: number): string {
  return figure(value, 2);
}

function isRight(input: HTMLInputElement): boolean {
  if (input.value.trim() === "") return true;
  const mark = markOf(input);
  if (mark === null || mark > Number(input.dataset["max"])) return false;
  // In hundredths: steps of 0.1 are not exact in binary.
  return Math.round(mark * 100) % Math.round(Number(input.dataset["step"]) * 100) === 0;
}

function check(input: HTMLInputElement): void {
  const right = isRight(input);
  const row = input.closest(".criterion");
  const fault = row?.querySelector<HTMLElement>("[data-fault]");
  row?.classList.toggle("field--invalid", !right);
  if (right) input.removeAttribute("aria-invalid");
  else input.setAttribute("aria-invalid", "true");
  if (fault) fault.textContent = right ? "" : (fault.dataset["fault"] ?? "");
}

function step(input: HTMLInputElement, direction: number): void {
  const size = Number(input.dataset["step"]);
  const next = Math.round(((markOf(input) ?? 0) + direction * size) * 100) / 100;
  input.value = inField(Math.min(Math.max(next, 0), Number(input.dataset["max"])));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function startRubric(form: HTMLFormElement): void {
  const marks = all<HTMLInputElement>("[data-mark]", form);
  const figures = all<HTMLElement>("[data-total]", form);
  const place = form.querySelector<HTMLElement>("[data-place]");
  const others = (form.querySelector<HTMLElement>("[data-totals]")?.dataset["totals"] ?? "").split(" ").filter(Boolean).map(Number);

  const sum = () => {
    const values = marks.map(markOf);
    const total = values.reduce<number>((sofar, mark) => sofar + (mark ?? 0), 0);
    for (const figure of figures) figure.textContent = shown(total);
    if (!place) return;
    const higher = others.filter((other) => other > total).length;
    const words = place.dataset["words"] ?? "";
    const complete = values.every((mark) => mark !== null);
    place.textContent = complete ? words.replace("%(place)s", String(higher + 1)).replace("%(count)s", String(others.length + 1)) : "";
  };

  for (const input of marks) {
    input.addEventListener("input", () => {
      check(input);
      sum();
    });
    input.addEventListener("keydown", (event) => {
      if (input.readOnly || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      step(input, event.key === "ArrowUp" ? 1 : -1);
    });
  }
  sum();
}

export function startRubrics(): void {
  all<HTMLFormElement>("form[data-rubric]").forEach(startRubric);
}
