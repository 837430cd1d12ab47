// The blinding desk: boxes on pictures, edits in time, and the way from a finding to its place.
import { drawable, fill } from "./parts/boxes";
import "./parts/found";
import { all } from "./parts/page";
import "./parts/timed";

function startCover(cover: HTMLElement): void {
  const picture = cover.querySelector<HTMLImageElement>(".cover__picture");
  const form = cover.querySelector<HTMLFormElement>(".cover__form");
  const send = form?.querySelector<HTMLButtonElement>("button");
  if (!picture || !form || !send) return;
  const stage = document.createElement("div");
  stage.className = "cover__stage";
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", form.querySelector("p")?.textContent ?? "");
  picture.replaceWith(stage);
  stage.append(picture);
  picture.draggable = false;
  drawable(stage, (box, meant) => {
    fill(form, box);
    send.disabled = !meant;
  });
  stage.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !send.disabled) send.focus();
  });
}

all<HTMLElement>("[data-cover]").forEach(startCover);
