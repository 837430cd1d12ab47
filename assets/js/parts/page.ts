// What the page says to its scripts: sentences in the reader's language, found elements.

/** A sentence of the interface by its name, with %(key)s replaced. Sentences live in base.html. */
export function text(name: string, values: Record<string, string | number> = {}): string {
  const sentence = document.getElementById("ui-text")?.dataset[name] ?? "";
  return sentence.replace(/%\((\w+)\)s/g, (_, key: string) => String(values[key] ?? ""));
}

/** A number as the page's language writes it: 2.140 and 8,5, in English 2,140 and 8.5. */
export function figure(value: number, decimals = 0): string {
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: decimals });
}

/** A number as one types it into a field: its thousands together. */
export function inField(value: number): string {
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2, useGrouping: false });
}

/** All elements that match, as an array of the wanted kind. */
export function all<T extends Element>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** The hour and minute on the contest's clock. */
export function clock(at: Date): string {
  return at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
}

/** Whether a key press belongs to a field that takes text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
}
