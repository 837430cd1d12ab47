// Filters the rows of a table as one types, blind to diacritics and đ.
import { all, text } from "./page";

/** The letters without their marks, lower case. */
export function fold(value: string): string {
  return value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}

export function startTableFilter(): void {
  for (const input of all<HTMLInputElement>("input[data-filters]")) {
    const table = document.getElementById(input.dataset["filters"] ?? "");
    if (!(table instanceof HTMLTableElement)) continue;
    const rows = [...(table.tBodies[0]?.rows ?? [])].map((row) => ({ row, words: fold(row.textContent ?? "") }));
    const output = document.getElementById(`${input.id}-count`);
    input.addEventListener("input", () => {
      const wanted = fold(input.value).split(/\s+/);
      for (const { row, words } of rows) row.hidden = !wanted.every((word) => words.includes(word));
      const shown = rows.filter(({ row }) => !row.hidden).length;
      if (output) output.textContent = text("rowsShown", { shown, total: rows.length });
    });
  }
}
