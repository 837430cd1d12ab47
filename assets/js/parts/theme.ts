// Light or dark: the reader's choice is kept in a cookie, so that the server draws the next page right away.
import { all } from "./page";

const YEAR = 31_536_000;

function chosen(): string | undefined {
  return /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
}

function isDark(): boolean {
  const theme = document.documentElement.dataset["theme"];
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function startTheme(): void {
  // A page from a cache was drawn for somebody else's choice.
  const theme = chosen();
  if (theme) document.documentElement.dataset["theme"] = theme;
  const buttons = all<HTMLButtonElement>("[data-theme-switch]");
  const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(isDark())));
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = isDark() ? "light" : "dark";
      document.documentElement.dataset["theme"] = next;
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `theme=${next}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
      show();
    });
  }
  show();
}
