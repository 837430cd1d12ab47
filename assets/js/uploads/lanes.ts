// How much is on its way at once: little on a slow line, where a cut costs dearly; more on a fast one.
import type { Sending } from "./sending";

/** On a slow line two files share it and the others wait; each sends one part at a time. */
const FILES_AT_ONCE = 2;
/** Bytes a second from which a file is sent in several stretches: what a cut loses is then sent again in seconds. */
const FAST = 4 * 1024 ** 2;
/** Below what a browser allows to one place, so that the addresses still get through. */
const STRETCHES_AT_ONCE = 5;

/** Begin every stretch that may go now, the files in their order. */
export function fill(files: readonly Sending[]): void {
  for (const sending of files) {
    while (mayBegin(sending, files)) sending.beginNext();
  }
}

function mayBegin(sending: Sending, files: readonly Sending[]): boolean {
  if (sending.isResting || !sending.stretches.isWaiting) return false;
  const total = files.reduce((sum, one) => sum + one.underWay, 0);
  if (total >= STRETCHES_AT_ONCE) return false;
  if (sending.underWay === 0) return files.filter((one) => one.underWay > 0).length < FILES_AT_ONCE;
  return sending.underWay < sending.plan.lanes && sending.speed >= FAST;
}
