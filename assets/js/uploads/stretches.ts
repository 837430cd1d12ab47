// A file as runs of neighbouring parts: each is sent in order, several may be on their way side by side.

export interface Stretch {
  /** Number of its first part in the file, from 1. */
  first: number;
  count: number;
  /** Sent before and broken off: the store may hold some of its parts. */
  begun: boolean;
}

interface OnItsWay {
  stretch: Stretch;
  /** Bytes that have gone. */
  done: number;
  /** Its last part that the store holds, and when that was known (or when the stretch began), in milliseconds. */
  held: number;
  at: number;
}

/** Parts of a stretch: few, so that a file has enough of them to share out. */
const MOST = 8;

export class Stretches {
  private readonly waiting: Stretch[] = [];
  /** By the uploader's id. */
  private readonly sending = new Map<string, OnItsWay>();
  private settled = 0;

  constructor(
    readonly size: number,
    readonly partSize: number,
    held: readonly number[],
  ) {
    const there = new Set(held);
    for (let number = 1; number <= Math.ceil(size / partSize); number += 1) {
      const last = this.waiting.at(-1);
      if (there.has(number)) this.settled += this.bytesOf({ first: number, count: 1, begun: true });
      else if (last && last.first + last.count === number && last.count < MOST) last.count += 1;
      else this.waiting.push({ first: number, count: 1, begun: false });
    }
  }

  /** Bytes that the store holds or that are on their way there. */
  get done(): number {
    return [...this.sending.values()].reduce((sum, one) => sum + one.done, this.settled);
  }

  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  get isDone(): boolean {
    return !this.isWaiting && this.sending.size === 0;
  }

  get ids(): string[] {
    return [...this.sending.keys()];
  }

  next(): Stretch | undefined {
    return this.waiting.shift();
  }

  range(stretch: Stretch): [number, number] {
    const start = (stretch.first - 1) * this.partSize;
    return [start, Math.min(start + stretch.count * this.partSize, this.size)];
  }

  begin(id: string, stretch: Stretch, now: number): void {
    this.sending.set(id, { stretch, done: 0, held: 0, at: now });
  }

  note(id: string, done: number): void {
    const one = this.sending.get(id);
    if (one) one.done = done;
  }

  /** The store holds this part of the stretch, and with it all before. Bytes a second of all that is on its way. */
  notePart(id: string, number: number, now: number): number {
    const one = this.sending.get(id);
    if (!one) return 0;
    const part = this.bytesOf({ first: one.stretch.first + number - 1, count: 1, begun: true });
    const seconds = Math.max(now - one.at, 1) / 1000;
    one.held = number;
    one.at = now;
    return (part / seconds) * this.sending.size;
  }

  finish(id: string): void {
    const one = this.sending.get(id);
    if (one) this.settled += this.bytesOf(one.stretch);
    this.sending.delete(id);
  }

  /** Put what is left of a broken stretch back, first in the row. */
  giveBack(id: string): void {
    const one = this.sending.get(id);
    if (!one) return;
    const { first, count } = one.stretch;
    if (one.held > 0) this.settled += this.bytesOf({ first, count: one.held, begun: true });
    if (one.held < count) this.waiting.unshift({ first: first + one.held, count: count - one.held, begun: true });
    this.sending.delete(id);
  }

  private bytesOf(stretch: Stretch): number {
    const [start, end] = this.range(stretch);
    return end - start;
  }
}
