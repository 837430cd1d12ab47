// How fast and how long still, calm enough to read.
import { figure } from "../parts/page";

/** Bytes as people say them: «5 GB», «12,4 MB». */
export function bytes(size: number): string {
  const units: [number, string][] = [
    [1024 ** 3, "GB"],
    [1024 ** 2, "MB"],
  ];
  for (const [unit, name] of units) {
    if (size >= unit) return `${figure(size / unit, 1)} ${name}`;
  }
  return `${figure(Math.ceil(size / 1024))} KB`;
}

/** A mean speed in which the last seconds count most. */
export class Pace {
  private speed = 0;
  private at = 0;
  private done = 0;

  /** Take a new count of bytes done; bytes per second, or 0 while it is not known yet. */
  note(done: number, now: number): number {
    const seconds = (now - this.at) / 1000;
    if (this.at === 0 || done < this.done) {
      // The first word, or a part that begins again.
      this.at = now;
      this.done = done;
      return this.speed;
    }
    if (seconds < 0.5) return this.speed;
    const latest = (done - this.done) / seconds;
    const weight = 1 - Math.exp(-seconds / 8);
    this.speed = this.speed === 0 ? latest : this.speed + weight * (latest - this.speed);
    this.at = now;
    this.done = done;
    return this.speed;
  }

  /** Forget what was before a pause. */
  rest(): void {
    this.at = 0;
    this.speed = 0;
  }
}
