/** "25 min" beside a moment, counted on while the page is open, by the school's clock: the demo's is not this computer's. */
const EVERY = 15_000;
let ahead = 0;
let ticking = false;

export function countMinutes(part: HTMLElement): void {
  const now = part.querySelector<HTMLElement>("[data-lists]")?.dataset["now"];
  if (now) ahead = Date.parse(now) - Date.now();
  draw(part);
  if (ticking) return;
  ticking = true;
  setInterval(() => { draw(part); }, EVERY);
}

function draw(part: HTMLElement): void {
  for (const time of part.querySelectorAll<HTMLTimeElement>("time[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(time.dateTime)) / 60_000));
    const words = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
    if (time.textContent !== words) time.textContent = words;
  }
}
