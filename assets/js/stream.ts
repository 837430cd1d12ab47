// A long film at the rate the line can carry (HLS). Loaded by parts/player.ts only on pages that have one.
import Hls from "hls.js/light";

/** Play the list at `address` in `video`; where that fails, the plain file goes on from the same moment. */
export function stream(video: HTMLVideoElement, address: string): void {
  if (!Hls.isSupported()) return;
  // No worker: its script would need a door of its own in the page's policy.
  const hls = new Hls({ enableWorker: false, autoStartLoad: false, maxBufferLength: 30 });
  hls.on(Hls.Events.ERROR, (_event, error) => {
    if (error.fatal) goOn(hls, video);
  });
  hls.loadSource(address);
  hls.attachMedia(video);
  const start = (): void => hls.startLoad(video.currentTime);
  for (const name of ["play", "seeking"]) video.addEventListener(name, start, { once: true });
}

function goOn(hls: Hls, video: HTMLVideoElement): void {
  const at = video.currentTime;
  const wasPlaying = !video.paused;
  hls.destroy();
  video.removeAttribute("src");
  video.load();
  video.addEventListener("loadedmetadata", () => (video.currentTime = at), { once: true });
  if (wasPlaying) void video.play();
}
