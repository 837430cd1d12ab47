// A long film at the rate the line can carry (HLS). Loaded by parts/player.ts only on pages that have one.
import Hls from "hls.js/light";

/**
 * Play the list at `address` in `video`; where that fails, the plain file goes on from the same moment.
 *
 * On a bad line this comes late: whoever plays the plain file by then, or has jumped in it, goes on from there too.
 */
export function stream(video: HTMLVideoElement, address: string): void {
  if (!Hls.isSupported()) return;
  const at = video.currentTime;
  const wasPlaying = !video.paused;
  const hasBegun = wasPlaying || at > 0;
  // No worker: its script would need a door of its own in the page's policy.
  const hls = new Hls({ enableWorker: false, autoStartLoad: hasBegun, startPosition: at || -1, maxBufferLength: 30 });
  hls.on(Hls.Events.ERROR, (_event, error) => {
    if (error.fatal) goOn(hls, video, video.currentTime || at);
  });
  hls.loadSource(address);
  hls.attachMedia(video); // takes the plain file away, and with it the moment and the playing
  if (wasPlaying) play(video);
  if (hasBegun) return;
  const start = (): void => hls.startLoad(video.currentTime);
  for (const name of ["play", "seeking"]) video.addEventListener(name, start, { once: true });
}

/** Play; a film that is taken away before it could begin is no error. */
function play(video: HTMLVideoElement): void {
  video.play().catch(() => undefined);
}

function goOn(hls: Hls, video: HTMLVideoElement, at: number): void {
  const wasPlaying = !video.paused;
  hls.destroy();
  video.removeAttribute("src");
  video.load();
  video.addEventListener("loadedmetadata", () => (video.currentTime = at), { once: true });
  if (wasPlaying) play(video);
}
