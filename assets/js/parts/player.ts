// Video and audio for judging: speed 0.5–2×, arrow keys seek, the space bar plays and pauses.
import { all, figure, isTyping } from "./page";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const STEP = 5;

function addSpeeds(player: HTMLElement, media: HTMLMediaElement): void {
  const group = player.querySelector<HTMLElement>("[data-speeds]");
  if (!group) return;
  for (const speed of SPEEDS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${figure(speed, 2)}×`;
    button.setAttribute("aria-pressed", String(speed === 1));
    button.addEventListener("click", () => (media.playbackRate = speed));
    group.append(button);
  }
  media.addEventListener("ratechange", () => {
    [...group.children].forEach((button, at) => button.setAttribute("aria-pressed", String(SPEEDS[at] === media.playbackRate)));
  });
}

function onKey(event: KeyboardEvent, media: HTMLMediaElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const steps: Record<string, number> = { ArrowLeft: -STEP, ArrowRight: STEP };
  const step = steps[event.key];
  if (step !== undefined) {
    event.preventDefault();
    media.currentTime = Math.max(0, media.currentTime + step);
  } else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) {
    event.preventDefault();
    void (media.paused ? media.play() : media.pause());
  }
}

/** A row of pictures of the whole way: a click goes to its moment. The keys and the player's own bar do the same. */
function addStrip(player: HTMLElement, media: HTMLMediaElement): void {
  const strip = player.querySelector<HTMLElement>("[data-strip]");
  strip?.addEventListener("click", (event) => {
    const whole = strip.getBoundingClientRect();
    if (Number.isFinite(media.duration)) media.currentTime = (media.duration * (event.clientX - whole.left)) / whole.width;
  });
}

/** Let a long film follow the line; a page that cannot load the script plays the plain file. */
async function addStream(media: HTMLMediaElement): Promise<void> {
  const { stream, streamScript } = media.dataset;
  if (!stream || !streamScript || !(media instanceof HTMLVideoElement)) return;
  const script = (await import(streamScript)) as typeof import("../stream");
  script.stream(media, stream);
}

export function startPlayers(): void {
  const players = all<HTMLElement>("[data-player]");
  for (const player of players) {
    const media = player.querySelector<HTMLMediaElement>("video, audio");
    if (!media) continue;
    addSpeeds(player, media);
    addStrip(player, media);
    addStream(media).catch(() => undefined);
    player.addEventListener("keydown", (event) => onKey(event, media));
  }
  // The only player of a page listens wherever the focus is, unless the focus has its own use for the key.
  const only = players.length === 1 ? players[0]?.querySelector<HTMLMediaElement>("video, audio") : null;
  if (!only) return;
  document.addEventListener("keydown", (event) => {
    const busy = event.target instanceof Element && event.target.closest("a, button, input, dialog, summary, [data-player]");
    if (!busy) onKey(event, only);
  });
}
