// The entry form: what stands beside it follows the typing. After each save the lists (the rules; the signs that
// judges could see) are asked for anew, each by a request of its own, so that none holds up typing or saving.
const panels = [...document.querySelectorAll<HTMLElement>("[data-rules]")];
const form = document.querySelector<HTMLFormElement>("form[data-autosave]");

async function refresh(target: HTMLElement): Promise<void> {
  const address = target.dataset["rules"];
  if (!address) return;
  const response = await fetch(address, { credentials: "same-origin", redirect: "error" });
  if (!response.ok) return;
  // The server's own template, escaped there; parsed as a document of its own, so nothing in it runs.
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  target.replaceChildren(...page.body.childNodes);
  const met = target.querySelector<HTMLElement>("[data-met-now]")?.dataset["metNow"];
  for (const output of document.querySelectorAll("[data-met]")) if (met) output.textContent = met;
}

const follow = (target: HTMLElement) => void refresh(target).catch(() => undefined); // no network: the old list stays

if (panels.length && form) {
  panels.filter((panel) => panel.dataset["now"] !== undefined).forEach(follow);
  // A save and a checked file both end in a state written on the page; that is what we wait for.
  const watch = new MutationObserver((changes) => {
    const done = changes.some(({ target }) => target instanceof HTMLElement && /^(saved|verified|refused)$/.test(target.dataset["state"] ?? ""));
    if (done) panels.forEach(follow);
  });
  for (const root of document.querySelectorAll("[data-saved-all], [data-uploads]")) {
    watch.observe(root, { attributes: true, attributeFilter: ["data-state"], subtree: true });
  }
}
