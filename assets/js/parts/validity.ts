// What is said at a field that is not filled in rightly: the browser's own words speak the browser's language,
// ours the page's. Where we have no words the browser's stay.
import { all, text } from "./page";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const CHOICES = ["checkbox", "radio", "select-one", "select-multiple"];

function missing(field: Field): string {
  if (field.type === "file") return text("missingFile");
  return text(CHOICES.includes(field.type) ? "missingChoice" : "missing");
}

function outOfBounds(field: Field): string {
  const { validity } = field;
  const of = (name: string) => field.getAttribute(name) ?? "";
  if (validity.rangeUnderflow) return text("atLeast", { bound: of("min") });
  if (validity.rangeOverflow) return text("atMost", { bound: of("max") });
  return validity.tooShort ? text("tooShort", { bound: of("minlength") }) : "";
}

function wordsFor(field: Field): string {
  const { validity } = field;
  if (validity.valueMissing) return missing(field);
  if (validity.badInput) return text("badValue");
  if (validity.typeMismatch) return text(field.type === "email" ? "badEmail" : "badAddress");
  // A date's bounds are written as the form sends them; the browser shows them as people read them.
  return field.type.startsWith("date") ? "" : outOfBounds(field);
}

function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

export function startValidity(): void {
  const forget = (event: Event) => isField(event.target) && event.target.setCustomValidity("");
  document.addEventListener("invalid", (event) => isField(event.target) && event.target.setCustomValidity(wordsFor(event.target)), true);
  document.addEventListener("input", forget, true);
  document.addEventListener("change", forget, true);
  // A script may have filled a field without telling: every try to send looks anew.
  document.addEventListener(
    "click",
    (event) => {
      const form = event.target instanceof Element ? event.target.closest("button")?.form : null;
      if (form) all<Field>("input, select, textarea", form).forEach((field) => field.setCustomValidity(""));
    },
    true,
  );
}
