// From a finding to its place: boxes lit on a picture, a film set to the moment.
import { all } from "./page";

const WHOLE = 10_000;

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

function light(file: Element, places: Place[]): void {
  const stage = file.querySelector(".cover__stage");
  if (!stage) return;
  stage.querySelectorAll(".cover__found").forEach((old) => old.remove());
  const percent = (value: number) => `${(value / WHOLE) * 100}%`;
  for (const place of places) {
    const mark = document.createElement("div");
    mark.className = "cover__found";
    Object.assign(mark.style, {
      left: percent(place.x),
      top: percent(place.y),
      width: percent(place.w),
      height: percent(place.h),
    });
    stage.append(mark);
  }
}

function startFound(link: HTMLAnchorElement): void {
  link.addEventListener("click", () => {
    const file = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!file) return;
    const film = file.querySelector("video");
    if (film && link.dataset.moment) {
      film.pause();
      film.currentTime = Number(link.dataset.moment);
    } else if (link.dataset.found) {
      light(file, JSON.parse(link.dataset.found) as Place[]);
    }
  });
}

all<HTMLAnchorElement>("a[data-found], a[data-moment]").forEach(startFound);
