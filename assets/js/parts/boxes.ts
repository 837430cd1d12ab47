// A box drawn on a picture or film with mouse, pen, finger or arrow keys, as the numbers of a form.

export const WHOLE = 10_000;
const STEP = 200;
const LEAST = 20;

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export function place(mark: HTMLElement, box: Box): void {
  const percent = (value: number) => `${(value / WHOLE) * 100}%`;
  Object.assign(mark.style, { left: percent(box.x), top: percent(box.y), width: percent(box.w), height: percent(box.h) });
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

// Arrows move the box, with Shift they change its size; null for every other key.
export function moved(box: Box, key: string, grows: boolean): Box | null {
  const steps: Record<string, [number, number]> = {
    ArrowLeft: [-STEP, 0],
    ArrowRight: [STEP, 0],
    ArrowUp: [0, -STEP],
    ArrowDown: [0, STEP],
  };
  const step = steps[key];
  if (!step) return null;
  const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
  if (grows) {
    return { ...box, w: within(box.w + step[0], STEP, WHOLE - box.x), h: within(box.h + step[1], STEP, WHOLE - box.y) };
  }
  return { ...box, x: within(box.x + step[0], 0, WHOLE - box.w), y: within(box.y + step[1], 0, WHOLE - box.h) };
}

// Let a box be drawn on `stage`; `tell` hears of every change, and whether the box is large enough to be meant.
export function drawable(stage: HTMLElement, tell: (box: Box, meant: boolean) => void): void {
  const mark = document.createElement("div");
  mark.className = "cover__box";
  mark.hidden = true;
  stage.append(mark);
  stage.tabIndex = 0;
  let from: PointerEvent | null = null;
  let box: Box | null = null;
  const take = (next: Box) => {
    box = next;
    mark.hidden = false;
    place(mark, next);
    tell(next, next.w >= LEAST && next.h >= LEAST);
  };
  stage.addEventListener("pointerdown", (event) => {
    from = event;
    stage.setPointerCapture(event.pointerId);
    stage.focus({ preventScroll: true });
    event.preventDefault();
  });
  stage.addEventListener("pointermove", (event) => {
    if (from) take(boxBetween(stage, from, event));
  });
  stage.addEventListener("pointerup", () => (from = null));
  stage.addEventListener("pointercancel", () => (from = null));
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(box ?? { x: 4000, y: 4000, w: 2000, h: 2000 }, event.key, event.shiftKey);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    take(next);
  });
}

export function fill(form: HTMLFormElement, box: Box): void {
  for (const [name, value] of Object.entries(box)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = String(value);
  }
}
