// The blinding desk: a box drawn on a picture with mouse, pen or finger becomes the numbers of its form.
import "./parts/found";
import { all } from "./parts/page";

const WHOLE = 10_000;

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

function boxBetween(stage: HTMLElement, from: PointerEvent, to: PointerEvent): Box {
  const frame = stage.getBoundingClientRect();
  const share = (at: number, start: number, size: number) =>
    Math.round((Math.min(Math.max(at - start, 0), size) / size) * WHOLE);
  const [left, right] = [from.clientX, to.clientX].sort((a, b) => a - b) as [number, number];
  const [top, bottom] = [from.clientY, to.clientY].sort((a, b) => a - b) as [number, number];
  const x = share(left, frame.left, frame.width);
  const y = share(top, frame.top, frame.height);
  return { x, y, w: share(right, frame.left, frame.width) - x, h: share(bottom, frame.top, frame.height) - y };
}

function show(mark: HTMLElement, box: Box): void {
  mark.hidden = false;
  const percent = (value: number) => `${(value / WHOLE) * 100}%`;
  Object.assign(mark.style, { left: percent(box.x), top: percent(box.y), width: percent(box.w), height: percent(box.h) });
}

function startCover(cover: HTMLElement): void {
  const picture = cover.querySelector<HTMLImageElement>(".cover__picture");
  const form = cover.querySelector<HTMLFormElement>(".cover__form");
  const send = form?.querySelector<HTMLButtonElement>("button");
  if (!picture || !form || !send) return;
  const stage = document.createElement("div");
  stage.className = "cover__stage";
  const mark = document.createElement("div");
  mark.className = "cover__box";
  mark.hidden = true;
  picture.replaceWith(stage);
  stage.append(picture, mark);
  picture.draggable = false;
  let from: PointerEvent | null = null;
  stage.addEventListener("pointerdown", (event) => {
    from = event;
    stage.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    const box = boxBetween(stage, from, event);
    show(mark, box);
    for (const [name, value] of Object.entries(box)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = String(value);
    }
    send.disabled = box.w < 20 || box.h < 20;
  });
  stage.addEventListener("pointerup", () => (from = null));
  stage.addEventListener("pointercancel", () => (from = null));
}

all<HTMLElement>("[data-cover]").forEach(startCover);
