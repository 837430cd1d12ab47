// Edits in time: the player's moment goes into "from" and "to"; a click on the wave goes to a moment; boxes on film.
import { drawable, fill } from "./boxes";
import { all } from "./page";

function written(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [minutes, rest] = [Math.floor(tenths / 600), (tenths % 600) / 10];
  const clock = `${minutes}:${String(Math.floor(rest)).padStart(2, "0")}`;
  return tenths % 10 ? `${clock}.${tenths % 10}` : clock;
}

function startPicks(form: HTMLFormElement, media: HTMLMediaElement): void {
  all<HTMLButtonElement>("[data-pick]", form).forEach((button) => {
    button.addEventListener("click", () => {
      const field = form.elements.namedItem(button.dataset.pick ?? "");
      if (field instanceof HTMLInputElement) field.value = written(media.currentTime);
    });
  });
}

function startWave(timed: HTMLElement, media: HTMLMediaElement): void {
  const wave = timed.querySelector<HTMLElement>("[data-wave]");
  wave?.addEventListener("click", (event) => {
    const frame = wave.getBoundingClientRect();
    if (Number.isFinite(media.duration)) media.currentTime = ((event.clientX - frame.left) / frame.width) * media.duration;
  });
}

// The sheet that is drawn on lies over the film only while drawing: below it are the player's own buttons.
function startDrawing(form: HTMLFormElement, film: HTMLVideoElement): void {
  const draw = form.querySelector<HTMLButtonElement>("[data-draw]");
  const part = form.querySelector<HTMLElement>("[data-frame-only]");
  if (!draw || !part) return;
  const player = film.parentElement;
  const stage = document.createElement("div");
  stage.className = "timed__stage";
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", draw.textContent ?? "");
  player?.append(stage);
  drawable(stage, (box, meant) => meant && fill(form, box));
  const fit = () => {
    const [width, height] = [film.videoWidth || film.clientWidth, film.videoHeight || film.clientHeight];
    const scale = Math.min(film.clientWidth / width, film.clientHeight / height);
    const [shownWidth, shownHeight] = [width * scale, height * scale];
    Object.assign(stage.style, {
      left: `${film.offsetLeft + (film.clientWidth - shownWidth) / 2}px`,
      top: `${film.offsetTop + (film.clientHeight - shownHeight) / 2}px`,
      width: `${shownWidth}px`,
      height: `${shownHeight}px`,
    });
  };
  const press = (on: boolean) => {
    draw.setAttribute("aria-pressed", String(on));
    stage.classList.toggle("timed__stage--open", on);
    stage.tabIndex = on ? 0 : -1;
    if (!on) return;
    film.pause();
    fit();
    stage.focus();
    stage.scrollIntoView({ block: "nearest" });
  };
  press(false);
  draw.addEventListener("click", () => press(draw.getAttribute("aria-pressed") !== "true"));
  stage.addEventListener("pointerup", () => press(false));
  stage.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    press(false);
    draw.focus();
  });
  window.addEventListener("resize", fit);
  const show = () => {
    const act = form.querySelector<HTMLInputElement>("input[name=act]:checked")?.value;
    part.hidden = act !== "cover" && act !== "blur";
    stage.hidden = part.hidden;
  };
  all<HTMLInputElement>("input[name=act]", form).forEach((choice) => choice.addEventListener("change", show));
  show();
}

function startTimed(timed: HTMLElement): void {
  const media = timed.querySelector<HTMLMediaElement>("video, audio");
  const form = timed.querySelector<HTMLFormElement>("form[data-edit]");
  if (!media || !form) return;
  startPicks(form, media);
  startWave(timed, media);
  if (media instanceof HTMLVideoElement) startDrawing(form, media);
  all<HTMLButtonElement>("[data-go]", timed).forEach((button) => {
    button.addEventListener("click", () => (media.currentTime = Number(button.dataset.go) / 1000));
  });
}

all<HTMLElement>("[data-timed]").forEach(startTimed);
