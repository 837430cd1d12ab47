// Time left to a deadline, by the server's clock: data-now says what that clock showed when the page was made.
import { all, text } from "./page";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Words for a span: days and hours while there is time, the running clock on the last day. */
export function spanInWords(milliseconds: number): string {
  if (milliseconds <= 0) return text("timeOver");
  const days = Math.floor(milliseconds / DAY);
  const hours = Math.floor((milliseconds % DAY) / HOUR);
  if (days > 0) return text(hours > 0 ? "daysLeft" : "wholeDaysLeft", { days, hours });
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const minutes = (milliseconds % HOUR) / MINUTE;
  return text("clockLeft", { clock: `${two(hours)}:${two(minutes)}:${two((milliseconds % MINUTE) / SECOND)}` });
}

export function startCountdown(): void {
  const loaded = performance.now();
  for (const element of all<HTMLTimeElement>("time[data-countdown]")) {
    const end = Date.parse(element.dateTime);
    const start = Date.parse(element.dataset["now"] ?? "");
    if (Number.isNaN(end) || Number.isNaN(start)) continue;
    const tick = () => {
      const left = end - (start + performance.now() - loaded);
      element.textContent = spanInWords(left);
      element.dataset["near"] = String(left < DAY);
      if (left > 0) setTimeout(tick, left < DAY ? SECOND : MINUTE);
    };
    tick();
  }
}
