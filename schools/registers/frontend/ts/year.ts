/**
 * A pupil's year. Without this script every day is a link of its own; with it the calendar is one tab stop whose arrows
 * move by day and week, and the line underneath reads the day and leads to its registers and its history. Enter opens a
 * day's history; a press of the mouse or finger only chooses the day.
 */
type Calendar = { box: HTMLElement; days: HTMLAnchorElement[]; line: HTMLElement; reads: HTMLElement };

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
};

/** Weeks run down the page on a narrow screen: the arrows then go the way the eye does. */
function turned(box: HTMLElement): boolean {
  const weeks = box.querySelector<HTMLElement>(".weeks");
  return weeks !== null && getComputedStyle(weeks).flexDirection === "column";
}

function shown(day: HTMLElement): boolean {
  return day.offsetParent !== null;
}

/** The next day that way: `weeks` keeps the weekday, `days` goes on through the weekend. */
function towards(calendar: Calendar, from: HTMLAnchorElement, weeks: number, days: number): HTMLAnchorElement | null {
  const all = calendar.days.filter(shown);
  if (days !== 0) return all[all.indexOf(from) + days] ?? null;
  const rows = [...calendar.box.querySelectorAll<HTMLElement>(".week")].filter(shown);
  const row = from.closest<HTMLElement>(".week");
  if (!row) return null;
  const column = [...row.children].indexOf(from);
  for (let place = rows.indexOf(row) + weeks; place >= 0 && place < rows.length; place += weeks) {
    const found = rows[place]?.children[column];
    if (found instanceof HTMLAnchorElement) return found;
  }
  return null;
}

function dateOf(day: HTMLAnchorElement): string {
  return day.pathname.split("/").at(-2) ?? "";
}

/** Lead the line's links to this day's registers and history. */
function lead(calendar: Calendar, day: HTMLAnchorElement): void {
  const group = day.dataset["group"];
  for (const link of calendar.line.querySelectorAll<HTMLAnchorElement>("[data-register]")) {
    const pattern = calendar.box.dataset[link.dataset["register"] ?? ""];
    link.hidden = !group || !pattern;
    if (group && pattern) link.href = pattern.replace("GROUP", group).replace("DAY", dateOf(day));
  }
  const history = calendar.line.querySelector<HTMLAnchorElement>("[data-day-history]");
  if (history) {
    history.hidden = false;
    history.href = day.href;
  }
}

function chosen(calendar: Calendar): HTMLAnchorElement | undefined {
  return calendar.days.find((day) => day.tabIndex === 0);
}

function read(calendar: Calendar, day: HTMLAnchorElement | undefined): void {
  const words = day?.getAttribute("aria-label") ?? "";
  if (calendar.reads.textContent !== words) calendar.reads.textContent = words;
}

function choose(calendar: Calendar, day: HTMLAnchorElement): void {
  for (const other of calendar.days) other.tabIndex = other === day ? 0 : -1;
  read(calendar, day);
  lead(calendar, day);
}

function move(calendar: Calendar, event: KeyboardEvent, from: HTMLAnchorElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const visible = calendar.days.filter(shown);
  let to: HTMLAnchorElement | null | undefined;
  const step = STEPS[event.key];
  if (step) {
    const [weeks, days] = turned(calendar.box) ? [step[1], step[0]] : step;
    to = towards(calendar, from, weeks, days);
  } else if (event.key === "Home") to = visible[0];
  else if (event.key === "End") to = visible.at(-1);
  else return;
  event.preventDefault();
  to?.focus();
}

function dayUnder(event: Event): HTMLAnchorElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".week > a") : null;
}

function start(box: HTMLElement): void {
  const line = box.parentElement?.querySelector<HTMLElement>(".reader");
  const reads = line?.querySelector<HTMLElement>("[data-reads]");
  const days = [...box.querySelectorAll<HTMLAnchorElement>(".week > a")];
  const first = days.find((day) => day.hasAttribute("aria-current")) ?? days[0];
  if (!line || !reads || !first) return;
  const calendar: Calendar = { box, days, line, reads };
  for (const day of days) day.tabIndex = day === first ? 0 : -1;
  box.addEventListener("focusin", (event) => {
    const day = dayUnder(event);
    if (day) choose(calendar, day);
  });
  box.addEventListener("mouseover", (event) => read(calendar, dayUnder(event) ?? chosen(calendar)));
  box.addEventListener("mouseleave", () => read(calendar, chosen(calendar)));
  box.addEventListener("keydown", (event) => {
    const day = dayUnder(event);
    if (day) move(calendar, event, day);
  });
  box.addEventListener("click", (event) => {
    const day = dayUnder(event);
    // Enter on a link is a click of no presses: that one is followed.
    if (!day || event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    day.focus();
    choose(calendar, day);
  });
}

export function listenForYears(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-year]")) start(box);
}
