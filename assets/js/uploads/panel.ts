// One place for files on the page. What is sent goes its way in ./sending; this keeps the lines true.
import { fill } from "./lanes";
import { Line } from "./line";
import { bytes, Pace } from "./pace";
import { type Listener, Sending, type Way } from "./sending";
import { Refusal, Server, SignedOut } from "./server";

interface Job {
  file: File;
  line: Line;
  pace: Pace;
  key: string;
  tries: number;
  /** A try comes after a pause. */
  isWaiting: boolean;
  sending?: Sending | undefined;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

/** Seconds before a try, longer each time; the last one stays. */
const PAUSES = [2, 5, 10, 20, 40, 60];

export class UploadPanel implements Listener {
  private readonly server: Server;
  private readonly way: Way;
  private readonly jobs = new Set<Job>();
  private readonly form: HTMLFormElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly template: HTMLTemplateElement;

  constructor(private readonly section: HTMLElement) {
    this.form = this.find("[data-uploads-form]");
    this.input = this.find('input[type="file"]');
    this.list = this.find("[data-uploads-list]");
    this.template = this.find("[data-upload-template]");
    const relay = this.data("relay").replace("TOKEN", encodeURIComponent(this.data("token")));
    this.way = { relay, language: this.data("language") };
    this.server = new Server(this.data("announce"), this.data("file"), this.data("token"), relay);
  }

  start(): void {
    this.input.multiple = true;
    this.input.required = false;
    this.input.addEventListener("change", () => {
      this.take([...(this.input.files ?? [])]);
      this.input.value = "";
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.startDropping();
    addEventListener("online", () => this.retryAll());
    addEventListener("beforeunload", (event) => {
      if (this.isBusy()) event.preventDefault();
    });
    for (const line of this.section.querySelectorAll<HTMLElement>('[data-upload][data-state="checking"]')) {
      this.follow(line.dataset["upload"] ?? "", (state, words) => this.mendServerLine(line, state, words));
    }
  }

  private startDropping(): void {
    const zone = this.find<HTMLElement>("[data-uploads-drop]");
    const over = (state: boolean) => (zone.dataset["over"] = String(state));
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    zone.addEventListener("dragleave", () => over(false));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  private take(files: File[]): void {
    for (const file of files) void this.begin(file);
  }

  private async begin(file: File): Promise<void> {
    const line = new Line(this.template, file, bytes(file.size));
    const job: Job = { file, line, pace: new Pace(), key: "", tries: 0, isWaiting: false };
    line.onDeed("pause", () => this.pause(job));
    line.onDeed("go", () => this.goOn(job));
    line.onDeed("drop", () => void this.drop(job));
    this.list.append(line.element);
    if (file.size === 0) return line.become("refused", this.sentence("empty"));
    if (file.size > Number(this.data("most"))) return line.become("refused", this.sentence("too-big"));
    line.become("uploading", this.sentence("preparing"));
    await this.announce(job);
  }

  private async announce(job: Job): Promise<void> {
    try {
      const plan = await this.server.begin(job.file, this.data("purpose"), this.data("document"));
      if ([...this.jobs].some((other) => other.key === plan.key)) return job.line.element.remove();
      job.key = plan.key;
      job.sending = new Sending(job.file, plan, this.way, this);
    } catch (error) {
      return this.onRefused(error, job, () => void this.announce(job));
    }
    this.jobs.add(job);
    this.section.querySelector(`[data-upload="${CSS.escape(job.key)}"]`)?.remove();
    job.line.element.dataset["upload"] = job.key;
    this.goOn(job);
  }

  private pause(job: Job): void {
    this.wait(job, false);
    job.pace.rest();
    const done = job.sending?.stretches.done ?? 0;
    job.sending?.rest();
    job.line.become("paused", this.sentence("paused", { done: bytes(done), total: bytes(job.file.size) }));
    this.fill();
  }

  private goOn(job: Job): void {
    job.line.become("uploading", this.sentence("preparing"));
    const sending = job.sending;
    if (!sending) return void this.announce(job);
    sending.isResting = false;
    if (sending.stretches.isDone) void this.finish(job);
    else this.fill();
  }

  private async drop(job: Job): Promise<void> {
    this.forget(job);
    job.line.element.remove();
    if (job.key) await this.server.takeOut(job.key).catch(() => undefined);
    this.tell();
  }

  private forget(job: Job): void {
    this.wait(job, false);
    this.jobs.delete(job);
    job.sending?.end();
    job.sending = undefined;
    this.fill();
  }

  private fill(): void {
    fill([...this.jobs].flatMap((job) => job.sending ?? []));
  }

  private jobOf(sending: Sending): Job | undefined {
    return [...this.jobs].find((job) => job.sending === sending);
  }

  onProgress(sending: Sending): void {
    const job = this.jobOf(sending);
    if (!job || job.line.element.dataset["state"] !== "uploading") return;
    const [done, total] = [sending.stretches.done, job.file.size];
    job.line.fill(done / total);
    const speed = job.pace.note(done, performance.now());
    if (speed <= 0) return;
    job.tries = 0;
    const values = { done: bytes(done), total: bytes(total), speed: bytes(speed), left: this.left((total - done) / speed) };
    if (!job.isWaiting) job.line.say(this.sentence("sending", values));
  }

  onPart(): void {
    this.fill();
  }

  private left(seconds: number): string {
    const minutes = Math.ceil(seconds / 60);
    if (seconds < 60) return this.sentence("left-soon");
    if (minutes < 60) return this.sentence("left-minutes", { minutes: String(minutes) });
    return this.sentence("left-hours", { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) });
  }

  onStretchSent(sending: Sending): void {
    const job = this.jobOf(sending);
    if (job && sending.stretches.isDone) void this.finish(job);
    this.fill();
  }

  private async finish(job: Job): Promise<void> {
    try {
      await this.server.complete(job.key);
    } catch (error) {
      if (error instanceof SignedOut) return this.onRefused(error, job, () => undefined);
      // The store may hold less than this page knows of: what is there is asked again.
      return this.later(job, () => {
        this.forget(job);
        void this.announce(job);
      });
    }
    this.forget(job);
    job.line.become("checking", this.sentence("checking"));
    this.tell();
    this.follow(job.key, (state, words) => {
      job.line.become(state, words);
      this.tell();
    });
  }

  onBroken(sending: Sending): void {
    const job = this.jobOf(sending);
    if (!job) return;
    job.line.fill(sending.stretches.done / job.file.size);
    if (job.isWaiting) return;
    job.pace.rest();
    this.later(job, () => void this.tryAgain(job));
  }

  private async tryAgain(job: Job): Promise<void> {
    try {
      const now = await this.server.status(job.key);
      if (now.state === "refused") return job.line.become("refused", now.words);
    } catch (error) {
      return this.onRefused(error, job, () => void this.tryAgain(job));
    }
    this.goOn(job);
  }

  /** The server's no stands on the line; anything else is tried again later. */
  private onRefused(error: unknown, job: Job, again: () => void): void {
    if (error instanceof Refusal) return job.line.become("refused", error.message);
    if (error instanceof SignedOut) return job.line.become("refused", this.sentence("signed-out"));
    this.later(job, again);
  }

  /** Do something after a pause that grows, or as soon as the line is back. */
  private later(job: Job, act: () => void): void {
    this.wait(job, true);
    const go = () => {
      if (!job.isWaiting) return;
      this.wait(job, false);
      act();
    };
    if (!navigator.onLine) {
      job.line.say(this.sentence("offline"));
      addEventListener("online", go, { once: true });
      return;
    }
    const seconds = PAUSES[Math.min(job.tries, PAUSES.length - 1)] ?? 60;
    job.tries += 1;
    job.line.say(this.sentence("waiting", { seconds: String(seconds) }));
    job.timer = setTimeout(go, seconds * 1000);
  }

  private wait(job: Job, isWaiting: boolean): void {
    clearTimeout(job.timer);
    job.isWaiting = isWaiting;
  }

  private retryAll(): void {
    for (const job of this.jobs) job.tries = 0;
  }

  /** Ask where a received file stands until its check is done. */
  private follow(key: string, done: (state: "verified" | "refused", words: string) => void, wait = 1): void {
    setTimeout(async () => {
      try {
        const now = await this.server.status(key);
        if (now.state === "verified" || now.state === "refused") return done(now.state, now.words);
      } catch (error) {
        if (error instanceof SignedOut) return;
      }
      this.follow(key, done, Math.min(wait * 1.5, 15));
    }, wait * 1000);
  }

  private mendServerLine(line: HTMLElement, state: string, words: string): void {
    line.dataset["state"] = state;
    const place = line.querySelector("[data-upload-words]");
    if (place) place.textContent = words;
    this.tell();
  }

  private isBusy(): boolean {
    return [...this.jobs].some((job) => job.line.element.dataset["state"] === "uploading");
  }

  /** Let the rest of the page know that the dossier's files are others now. */
  private tell(): void {
    this.section.dispatchEvent(new CustomEvent("files-changed", { bubbles: true }));
  }

  private sentence(name: string, values: Record<string, string> = {}): string {
    return this.data(`text-${name}`).replace(/%\((\w+)\)s/g, (_, key: string) => values[key] ?? "");
  }

  private data(name: string): string {
    return this.section.getAttribute(`data-${name}`) ?? "";
  }

  private find<T extends Element>(selector: string): T {
    const found = this.section.querySelector<T>(selector);
    if (!found) throw new Error(`the page has no ${selector}`);
    return found;
  }
}
