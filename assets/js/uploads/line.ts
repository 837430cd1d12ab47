// One file's line on the page.

export type LineState = "uploading" | "checking" | "verified" | "refused" | "paused";

const SIGNS: Record<LineState, string> = {
  uploading: "pending",
  checking: "progress",
  verified: "accept",
  refused: "error",
  paused: "pause",
};

export class Line {
  readonly element: HTMLElement;
  private readonly bar: HTMLProgressElement;

  constructor(template: HTMLTemplateElement, file: File, size: string) {
    const made = template.content.firstElementChild?.cloneNode(true);
    if (!(made instanceof HTMLElement)) throw new Error("the page has no line to copy");
    this.element = made;
    this.bar = this.part<HTMLProgressElement>("bar");
    this.part("name").textContent = file.name;
    this.part("size").textContent = size;
    this.bar.setAttribute("aria-label", file.name);
  }

  onDeed(deed: "pause" | "go" | "drop", act: () => void): void {
    this.part(deed).addEventListener("click", act);
  }

  say(words: string): void {
    this.part("words").textContent = words;
  }

  fill(share: number): void {
    this.bar.value = share;
  }

  become(state: LineState, words: string): void {
    this.element.dataset["state"] = state;
    this.say(words);
    const sign = this.part<HTMLElement & SVGUseElement>("sign");
    sign.setAttribute("href", (sign.getAttribute("href") ?? "").replace(/#.*/, `#${SIGNS[state]}`));
    const moving = state === "uploading" || state === "paused";
    this.bar.hidden = !moving;
    this.part("pause").hidden = state !== "uploading";
    this.part("go").hidden = state !== "paused";
    this.part("drop").hidden = state === "checking";
  }

  private part<T extends HTMLElement>(name: string): T {
    const found = this.element.querySelector<T>(`[data-upload-${name}]`);
    if (!found) throw new Error(`the line has no ${name}`);
    return found;
  }
}
