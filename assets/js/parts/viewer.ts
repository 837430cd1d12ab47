// A picture or a newspaper page close up: steps of zoom, panning by drag, + and - keys.
import { all } from "./page";

const ZOOMS = ["100", "150", "200", "300", "400"];

function startPan(frame: HTMLElement): void {
  let from: { x: number; y: number; left: number; top: number } | null = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    frame.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  frame.addEventListener("pointermove", (event) => {
    if (from) frame.scrollTo(from.left - event.clientX + from.x, from.top - event.clientY + from.y);
  });
  frame.addEventListener("pointerup", () => (from = null));
}

function startViewer(viewer: HTMLElement): void {
  const frame = viewer.querySelector<HTMLElement>(".viewer__frame");
  if (!frame) return;
  const output = viewer.querySelector<HTMLElement>("[data-zoom-shown]");
  const zoom = (step: number) => {
    const at = Math.min(Math.max(ZOOMS.indexOf(frame.dataset["zoom"] ?? "100") + step, 0), ZOOMS.length - 1);
    frame.dataset["zoom"] = ZOOMS[at] ?? "100";
    if (output) output.textContent = `${ZOOMS[at]} %`;
  };
  for (const button of all<HTMLButtonElement>("[data-zoom-by]", viewer)) {
    button.addEventListener("click", () => zoom(Number(button.dataset["zoomBy"])));
  }
  viewer.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") zoom(1);
    if (event.key === "-") zoom(-1);
  });
  startPan(frame);
}

export function startViewers(): void {
  all<HTMLElement>("[data-viewer]").forEach(startViewer);
}
