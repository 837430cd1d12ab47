// One place for files on the page. Uppy sends the parts to the store; this keeps the lines true.
import AwsS3 from "@uppy/aws-s3";
import Uppy, { type UppyFile } from "@uppy/core";
import vietnamese from "@uppy/locales/lib/vi_VN.js";

import { Line } from "./line";
import { bytes, Pace } from "./pace";
import { Refusal, Server, SignedOut } from "./server";

type Meta = Record<string, never>;
type Sent = UppyFile<Meta, Record<string, never>>;

interface Job {
  file: File;
  line: Line;
  pace: Pace;
  key: string;
  tries: number;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

/** Seconds before a try, longer each time; the last one stays. */
const PAUSES = [2, 5, 10, 20, 40, 60];
const FILES_AT_ONCE = 2;

export class UploadPanel {
  private readonly server: Server;
  private readonly uppy: Uppy<Meta, Record<string, never>>;
  private readonly jobs = new Map<string, Job>();
  /** Bytes of a file -> bytes of its parts, as the server cuts it. */
  private readonly partSizes = new Map<number, number>();
  private readonly form: HTMLFormElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly template: HTMLTemplateElement;

  constructor(private readonly section: HTMLElement) {
    this.form = this.find("[data-uploads-form]");
    this.input = this.find('input[type="file"]');
    this.list = this.find("[data-uploads-list]");
    this.template = this.find("[data-upload-template]");
    this.server = new Server(this.data("announce"), this.data("file"), this.data("token"));
    this.uppy = new Uppy<Meta, Record<string, never>>({
      autoProceed: false,
      ...(this.data("language") === "vi" ? { locale: vietnamese } : {}),
    });
    this.uppy.use(AwsS3<Meta, Record<string, never>>, {
      companionEndpoint: this.data("relay").replace("TOKEN", encodeURIComponent(this.data("token"))),
      shouldUseMultipart: true,
      getChunkSize: ({ size }) => this.partSizes.get(size) ?? size,
      limit: FILES_AT_ONCE,
      allowedMetaFields: false,
    });
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
    this.uppy.on("upload-progress", (sent, progress) => {
      const job = sent && this.jobs.get(sent.id);
      if (job) this.showProgress(job, Number(progress.bytesUploaded));
    });
    this.uppy.on("upload-success", (sent) => sent && this.onSent(sent));
    this.uppy.on("upload-error", (sent, error) => sent && this.onBroken(sent, error));
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
    const job: Job = { file, line, pace: new Pace(), key: "", tries: 0 };
    line.onDeed("drop", () => line.element.remove());
    this.list.append(line.element);
    if (file.size === 0) return line.become("refused", this.sentence("empty"));
    if (file.size > Number(this.data("most"))) return line.become("refused", this.sentence("too-big"));
    line.become("uploading", this.sentence("preparing"));
    await this.announce(job);
  }

  private async announce(job: Job): Promise<void> {
    try {
      const begun = await this.server.begin(job.file, this.data("purpose"), this.data("document"));
      job.key = begun.key;
      this.partSizes.set(job.file.size, begun.partSize);
    } catch (error) {
      if (error instanceof Refusal) return job.line.become("refused", error.message);
      if (error instanceof SignedOut) return job.line.become("refused", this.sentence("signed-out"));
      return this.later(job, () => void this.announce(job));
    }
    const running = [...this.jobs.values()].some((other) => other.key === job.key);
    if (running) return job.line.element.remove();
    this.section.querySelector(`[data-upload="${CSS.escape(job.key)}"]`)?.remove();
    job.line.element.dataset["upload"] = job.key;
    this.hand(job);
  }

  /** Give the file to Uppy as one that was begun before: it asks for the held parts and sends the rest. */
  private hand(job: Job): void {
    const id = this.uppy.addFile({ name: job.key, data: job.file, type: job.file.type, source: "page", meta: {} });
    this.uppy.setFileState(id, { s3Multipart: { key: job.key, uploadId: job.key } });
    this.jobs.set(id, job);
    job.line.onDeed("pause", () => this.pause(id, job));
    job.line.onDeed("go", () => this.goOn(id, job));
    job.line.onDeed("drop", () => void this.drop(id, job));
    // One batch a file: a file that breaks must not end the others' batch.
    void this.uppy.upload().catch(() => undefined);
  }

  private pause(id: string, job: Job): void {
    clearTimeout(job.timer);
    job.pace.rest();
    this.uppy.pauseResume(id);
    const done = Number(this.uppy.getFile(id)?.progress.bytesUploaded ?? 0);
    job.line.become("paused", this.sentence("paused", { done: bytes(done), total: bytes(job.file.size) }));
  }

  private goOn(id: string, job: Job): void {
    job.line.become("uploading", this.sentence("preparing"));
    if (this.uppy.getFile(id)?.error) void this.uppy.retryUpload(id);
    else this.uppy.pauseResume(id);
  }

  private async drop(id: string, job: Job): Promise<void> {
    clearTimeout(job.timer);
    this.jobs.delete(id);
    if (this.uppy.getFile(id)) this.uppy.removeFile(id);
    job.line.element.remove();
    await this.server.takeOut(job.key).catch(() => undefined);
    this.tell();
  }

  private showProgress(job: Job, done: number): void {
    if (job.line.element.dataset["state"] !== "uploading") return;
    const total = job.file.size;
    job.line.fill(done / total);
    const speed = job.pace.note(done, performance.now());
    if (speed <= 0) return;
    job.tries = 0;
    const values = { done: bytes(done), total: bytes(total), speed: bytes(speed), left: this.left((total - done) / speed) };
    job.line.say(this.sentence("sending", values));
  }

  private left(seconds: number): string {
    const minutes = Math.ceil(seconds / 60);
    if (seconds < 60) return this.sentence("left-soon");
    if (minutes < 60) return this.sentence("left-minutes", { minutes: String(minutes) });
    return this.sentence("left-hours", { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) });
  }

  private onSent(sent: Sent): void {
    const job = this.jobs.get(sent.id);
    if (!job) return;
    this.jobs.delete(sent.id);
    this.uppy.removeFile(sent.id);
    job.line.become("checking", this.sentence("checking"));
    this.tell();
    this.follow(job.key, (state, words) => {
      job.line.become(state, words);
      job.line.onDeed("drop", () => void this.server.takeOut(job.key).then(() => this.tell()));
      this.tell();
    });
  }

  private onBroken(sent: Sent, _error: unknown): void {
    const job = this.jobs.get(sent.id);
    if (!job) return;
    job.pace.rest();
    this.later(job, () => void this.tryAgain(sent.id, job));
  }

  private async tryAgain(id: string, job: Job): Promise<void> {
    try {
      const now = await this.server.status(job.key);
      if (now.state === "refused") return job.line.become("refused", now.words);
    } catch (error) {
      if (error instanceof SignedOut) return job.line.become("refused", this.sentence("signed-out"));
      return this.later(job, () => void this.tryAgain(id, job));
    }
    job.line.become("uploading", this.sentence("preparing"));
    void this.uppy.retryUpload(id).catch(() => undefined);
  }

  /** Do something after a pause that grows, or as soon as the line is back. */
  private later(job: Job, act: () => void): void {
    clearTimeout(job.timer);
    if (!navigator.onLine) {
      job.line.say(this.sentence("offline"));
      addEventListener("online", act, { once: true });
      return;
    }
    const seconds = PAUSES[Math.min(job.tries, PAUSES.length - 1)] ?? 60;
    job.tries += 1;
    job.line.say(this.sentence("waiting", { seconds: String(seconds) }));
    job.timer = setTimeout(act, seconds * 1000);
  }

  private retryAll(): void {
    for (const job of this.jobs.values()) job.tries = 0;
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
    return [...this.jobs.values()].some((job) => job.line.element.dataset["state"] === "uploading");
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
