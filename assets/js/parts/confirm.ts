// A dialog only for what cannot be undone: a button with data-confirm="id" waits for that dialog's answer.
// A button with data-opens="id" merely opens a dialog.
import { all } from "./page";

function dialog(id: string | undefined): HTMLDialogElement | null {
  const found = id ? document.getElementById(id) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

export function startConfirm(): void {
  for (const button of all<HTMLButtonElement>("button[data-confirm]")) {
    button.addEventListener("click", (event) => {
      const asked = dialog(button.dataset["confirm"]);
      const form = button.form;
      if (!asked || !form || button.dataset["confirmed"] !== undefined) return;
      event.preventDefault();
      if (!form.noValidate && !form.reportValidity()) return;
      asked.returnValue = "";
      asked.addEventListener(
        "close",
        () => {
          if (asked.returnValue !== "yes") return;
          button.dataset["confirmed"] = "";
          form.requestSubmit(button);
          delete button.dataset["confirmed"];
        },
        { once: true },
      );
      asked.showModal();
    });
  }
  for (const button of all<HTMLButtonElement>("button[data-opens]")) {
    button.addEventListener("click", () => dialog(button.dataset["opens"])?.showModal());
  }
  for (const button of all<HTMLButtonElement>("dialog [data-closes]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close(button.value));
  }
}
