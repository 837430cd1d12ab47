// One file on its way: its stretches are given to Uppy, which sends the parts of each in order to the store.
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import vietnamese from "@uppy/locales/lib/vi_VN.js";

import { Stretches } from "./stretches";

export interface Way {
  /** Where the uploader asks for addresses, with the form's token. */
  relay: string;
  language: string;
}

export interface Plan {
  key: string;
  partSize: number;
  /** Parts that the store holds. */
  held: readonly number[];
  /** Stretches side by side that the store is worth. */
  lanes: number;
}

export interface Listener {
  onProgress(sending: Sending): void;
  /** The store holds one more part; how fast the line is, is known anew. */
  onPart(sending: Sending): void;
  /** A stretch has gone, perhaps the last one. */
  onStretchSent(sending: Sending): void;
  /** A stretch broke off; the file rests until it is told to go on. */
  onBroken(sending: Sending): void;
}

type Meta = Record<string, never>;

export class Sending {
  readonly stretches: Stretches;
  /** Bytes a second of all its stretches, by the part that went last; 0 before the first one and after a break. */
  speed = 0;
  isResting = false;
  // One for each file: Uppy asks for the bytes of a part by the size of the file alone.
  private readonly uppy: Uppy<Meta, Record<string, never>>;

  constructor(
    readonly file: File,
    readonly plan: Plan,
    way: Way,
    private readonly listener: Listener,
  ) {
    this.stretches = new Stretches(file.size, plan.partSize, plan.held);
    this.uppy = new Uppy<Meta, Record<string, never>>({
      autoProceed: false,
      ...(way.language === "vi" ? { locale: vietnamese } : {}),
    });
    this.uppy.use(AwsS3<Meta, Record<string, never>>, {
      companionEndpoint: way.relay,
      shouldUseMultipart: true,
      getChunkSize: () => plan.partSize,
      limit: plan.lanes,
      allowedMetaFields: false,
    });
    this.uppy.on("upload-progress", (sent, progress) => {
      if (!sent) return;
      this.stretches.note(sent.id, Number(progress.bytesUploaded));
      listener.onProgress(this);
    });
    this.uppy.on("s3-multipart:part-uploaded", (sent, part) => {
      this.speed = this.stretches.notePart(sent.id, part.PartNumber, performance.now());
      listener.onPart(this);
    });
    this.uppy.on("upload-success", (sent) => sent && this.onSent(sent.id));
    this.uppy.on("upload-error", (sent) => sent && this.onBroken(sent.id));
  }

  get underWay(): number {
    return this.stretches.ids.length;
  }

  beginNext(): void {
    const stretch = this.stretches.next();
    if (!stretch) return;
    const [start, end] = this.stretches.range(stretch);
    const name = `${this.plan.key}.${stretch.first}.${stretch.count}`;
    const id = this.uppy.addFile({ name, data: this.file.slice(start, end), type: "", source: "page", meta: {} });
    // One that was broken off asks the store first which of its parts are there.
    if (stretch.begun) this.uppy.setFileState(id, { s3Multipart: { key: name, uploadId: name } });
    this.stretches.begin(id, stretch, performance.now());
    // One batch a stretch: one that breaks must not end the others' batch.
    void this.uppy.upload().catch(() => undefined);
  }

  rest(): void {
    this.isResting = true;
    this.speed = 0;
    for (const id of this.stretches.ids) this.giveBack(id);
  }

  end(): void {
    this.uppy.destroy();
  }

  private onSent(id: string): void {
    this.stretches.finish(id);
    this.uppy.removeFile(id);
    this.listener.onStretchSent(this);
  }

  private onBroken(id: string): void {
    this.isResting = true;
    this.speed = 0;
    this.giveBack(id);
    this.listener.onBroken(this);
  }

  private giveBack(id: string): void {
    this.stretches.giveBack(id);
    // Uppy still writes into the file's state after it told of an error.
    setTimeout(() => this.uppy.getFile(id) && this.uppy.removeFile(id));
  }
}
