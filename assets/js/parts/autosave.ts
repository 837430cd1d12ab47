// Saves a form while it is being written, so that nothing typed is lost.
//
// <form data-autosave="URL" data-version="3"> posts its fields (not its files) a moment after the
// last change. The server answers
//   200 {"version": 4}                        saved; the copy on this device is dropped
//   409 {"version": 7, "fields": {...}}       somebody saved in between: both texts are shown
//   422 {"version": 4, "errors": {…}}         kept, but some fields cannot be read: each says why
//   409, 422 {"error": "…"}                   closed, locked or faulty: the sentence is shown
//   401, 403, 400, 404                        not accepted here (signed out, closed): the copy stays
// Until the server has acknowledged, a copy lies in localStorage under this page's address. No network:
// it tries again after 2, 4, 8 … 60 s, when the network returns, and when the page is left.
import { all, clock, text } from "./page";

const PAUSE = 900;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

type Fields = Record<string, string[]>;
interface Copy {
  version: string;
  at: string;
  fields: Fields;
}
interface Answer {
  version?: number | string;
  fields?: Record<string, string | string[]>;
  error?: string;
  errors?: Record<string, string>;
}
type State = "saving" | "saved" | "offline" | "failed" | "conflict";

/** Sent beside what is typed: of one page, never of a copy. */
const NOT_TYPED = new Set(["csrf_token", "version"]);

/** What is typed into a form by name: no files, no token, no version. */
export function fieldsOf(form: HTMLFormElement): Fields {
  const fields: Fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_TYPED.has(name)) (fields[name] ??= []).push(value);
  }
  return fields;
}

/** Put values back into a form. */
export function fill(form: HTMLFormElement, fields: Fields): void {
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) {
      if (element.name) element.checked = (fields[element.name] ?? []).includes(element.value);
    } else if (element instanceof HTMLInputElement && element.type === "file") {
      continue;
    } else if (
      element instanceof HTMLInputElement ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement
    ) {
      const value = fields[element.name]?.[0];
      if (value !== undefined && element.name !== "csrf_token") element.value = value;
    }
    element.dispatchEvent(new Event("input", { bubbles: false }));
  }
}

/** A mark is the same however it was typed: «17.5», «17,50» and «17,5». What is no number stays as it is. */
function markOf(typed: string): string {
  const mark = Number(typed.replace(",", "."));
  return typed === "" || Number.isNaN(mark) ? typed : String(mark);
}

class Autosave {
  private readonly key = `draft:${location.pathname}`;
  private timer = 0;
  private retry = FIRST_RETRY;
  private sending = false;
  private changed = false;
  private stopped = false;
  private saved: string;
  private where: Element | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly url: string,
  ) {
    this.saved = this.snapshot();
    form.addEventListener("input", (event) => this.onChange(event.target));
    form.addEventListener("change", (event) => this.onChange(event.target));
    form.addEventListener("submit", () => this.onSubmit());
    addEventListener("online", () => this.soon(0));
    addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.soon(0));
    addEventListener("beforeunload", (event) => {
      if (this.changed && !this.stopped) event.preventDefault();
    });
    this.offerCopy();
  }

  private snapshot(): string {
    return JSON.stringify(fieldsOf(this.form));
  }

  private onChange(target: EventTarget | null): void {
    if (target instanceof HTMLInputElement && target.type === "file") return;
    if (target instanceof Element) this.where = target.closest(".field, .criterion");
    if (this.snapshot() === this.saved) return;
    this.changed = true;
    this.keep();
    if (!this.stopped) this.soon(PAUSE);
  }

  /** The form goes the ordinary way: the copy stays until a page without changes is shown again. */
  private onSubmit(): void {
    clearTimeout(this.timer);
    this.stopped = true;
    this.changed = false;
  }

  private keep(): void {
    const copy: Copy = {
      version: this.form.dataset["version"] ?? "",
      at: new Date().toISOString(),
      fields: fieldsOf(this.form),
    };
    try {
      localStorage.setItem(this.key, JSON.stringify(copy));
    } catch {
      // No room or no permission on this device: the server's copy is still made.
    }
  }

  private soon(delay: number): void {
    clearTimeout(this.timer);
    if (this.changed && !this.stopped) this.timer = window.setTimeout(() => void this.send(), delay);
  }

  private async send(): Promise<void> {
    if (this.sending || this.stopped) return;
    this.sending = true;
    const sent = this.snapshot();
    this.show("saving");
    try {
      await this.take(await this.post(), sent);
    } catch {
      this.show("offline");
      this.soon(this.retry);
      this.retry = Math.min(this.retry * 2, LAST_RETRY);
    } finally {
      this.sending = false;
    }
  }

  private post(): Promise<Response> {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") body.append(name, value);
    body.set("version", this.form.dataset["version"] ?? "");
    const headers = { Accept: "application/json", "X-Requested-With": "autosave" };
    // keepalive lets the last save survive leaving the page; browsers allow it up to 64 KiB.
    const keepalive = body.toString().length < 60_000;
    return fetch(this.url, { method: "POST", body, headers, keepalive, credentials: "same-origin", redirect: "error" });
  }

  private async take(response: Response, sent: string): Promise<void> {
    if (response.status === 409 || response.status === 422) return this.held((await response.json()) as Answer, sent);
    if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
    if (!response.ok) return this.refused(response.status);
    this.accept((await response.json()) as Answer, sent);
  }

  private accept(answer: Answer, sent: string): void {
    if (answer.version !== undefined) this.form.dataset["version"] = String(answer.version);
    const field = this.form.elements.namedItem("version");
    if (field instanceof HTMLInputElement) field.value = this.form.dataset["version"] ?? "";
    this.retry = FIRST_RETRY;
    this.saved = sent;
    this.changed = this.snapshot() !== sent;
    if (this.changed) return this.soon(PAUSE);
    localStorage.removeItem(this.key);
    this.show("saved");
    this.tellFaults(answer.errors ?? {});
  }

  /** Says at each field that was kept but cannot be read why not, and takes back what was mended. */
  private tellFaults(errors: Record<string, string>): void {
    for (const element of this.form.querySelectorAll("[aria-invalid=true]")) {
      if (element instanceof HTMLElement && element.dataset["fault"] !== undefined) element.removeAttribute("aria-invalid");
    }
    for (const [name, message] of Object.entries(errors)) {
      const element = this.form.elements.namedItem(name);
      if (!(element instanceof HTMLElement)) continue;
      element.dataset["fault"] = "";
      element.setAttribute("aria-invalid", "true");
      for (const output of all<HTMLElement>("[data-saved]", element.closest(".field") ?? undefined)) {
        output.dataset["state"] = "failed";
        output.textContent = message;
      }
    }
  }

  /** Signed out, closed or malformed: trying again will not help, the copy on this device will. */
  private refused(status: number): void {
    this.show("failed", status === 401 || status === 403 || status === 400 ? text("signedOut") : text("notSaved"));
  }

  /** Two versions: both are shown. Otherwise (closed, locked, a faulty value) the server's own sentence. */
  private held(answer: Answer, sent: string): void {
    if (answer.errors && answer.version !== undefined) return this.accept(answer, sent);
    if (answer.fields) return this.conflict(answer);
    this.show("failed", answer.error ?? text("notSaved"));
  }

  private conflict(answer: Answer): void {
    this.stopped = true;
    this.show("conflict");
    const dialog = document.getElementById("conflict");
    if (!(dialog instanceof HTMLDialogElement)) return;
    const theirs: Fields = {};
    for (const [name, value] of Object.entries(answer.fields ?? {})) theirs[name] = [value].flat();
    const mine = fieldsOf(this.form);
    const differing = Object.keys(theirs).filter((name) => theirs[name]?.join() !== (mine[name] ?? []).join());
    const lines = (fields: Fields) => differing.map((name) => `${this.labelOf(name)}:\n${fields[name] ?? ""}`).join("\n\n");
    const put = (selector: string, value: string) => {
      const element = dialog.querySelector(selector);
      if (element) element.textContent = value;
    };
    put("[data-mine]", lines(mine));
    put("[data-theirs]", lines(theirs));
    dialog.addEventListener("close", () => this.decide(dialog.returnValue, theirs, answer.version), { once: true });
    dialog.showModal();
  }

  private decide(answer: string, theirs: Fields, version: number | string | undefined): void {
    if (answer !== "mine" && answer !== "theirs") return;
    if (version !== undefined) this.form.dataset["version"] = String(version);
    this.stopped = false;
    if (answer === "theirs") {
      fill(this.form, { ...fieldsOf(this.form), ...theirs });
      this.saved = this.snapshot();
      this.changed = false;
      localStorage.removeItem(this.key);
      return this.show("saved");
    }
    this.changed = true;
    this.soon(0);
  }

  private labelOf(name: string): string {
    const element = this.form.elements.namedItem(name);
    const label = element instanceof HTMLElement && "labels" in element ? (element as HTMLInputElement).labels?.[0] : null;
    return label?.textContent?.trim() ?? name;
  }

  /** Fields as the server gives them back: without blanks around them, a mark written in one way. */
  private asKept(fields: Fields): string {
    const kept = Object.entries(fields).map(([name, values]) => {
      const element = this.form.elements.namedItem(name);
      const isMark = element instanceof HTMLInputElement && "mark" in element.dataset;
      const trimmed = values.map((value) => value.replaceAll("\r\n", "\n").trim());
      return [name, isMark ? trimmed.map(markOf) : trimmed];
    });
    return JSON.stringify(kept);
  }

  /** After a crash or a lost session: what this device still holds and the server never got. */
  private offerCopy(): void {
    const raw = localStorage.getItem(this.key);
    const notice = this.form.querySelector<HTMLElement>("[data-restore]");
    if (!raw || !notice) return;
    const copy = JSON.parse(raw) as Copy;
    if (this.asKept(copy.fields) === this.asKept(fieldsOf(this.form))) return localStorage.removeItem(this.key);
    const words = notice.querySelector("[data-restore-text]");
    if (words) words.textContent = text("copyFound", { time: clock(new Date(copy.at)) });
    notice.hidden = false;
    notice.querySelector("[data-restore-yes]")?.addEventListener("click", () => {
      fill(this.form, copy.fields);
      notice.hidden = true;
      this.onChange(null);
    });
    notice.querySelector("[data-restore-no]")?.addEventListener("click", () => {
      localStorage.removeItem(this.key);
      notice.hidden = true;
    });
  }

  private show(state: State, words?: string): void {
    const near = this.where ? all<HTMLElement>("[data-saved]", this.where) : [];
    const common = all<HTMLElement>("[data-saved-all]", this.form);
    for (const output of [...near, ...common]) {
      output.dataset["state"] = state;
      output.textContent = words ?? text(state, { time: clock(new Date()) });
    }
  }
}

export function startAutosave(): void {
  for (const form of all<HTMLFormElement>("form[data-autosave]")) {
    new Autosave(form, form.dataset["autosave"] || form.action);
  }
}
