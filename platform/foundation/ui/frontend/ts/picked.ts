/**
 * A long list whose rows are ticked: the arrows go from tick to tick, Ctrl-Enter sends it from wherever one is, and the
 * tick in its head stands for all of them.
 */
const TICK = "input[type=checkbox]";
const ALL = `[data-pick-all] ${TICK}`;

/** The tick in the head follows the others: on when all are, and neither on nor off when some are. */
function sumUp(list: HTMLTableElement): void {
  const all = list.querySelector<HTMLInputElement>(ALL);
  if (!all) return;
  const ticks = [...list.tBodies[0]!.querySelectorAll<HTMLInputElement>(TICK)];
  const ticked = ticks.filter((tick) => tick.checked).length;
  all.checked = ticked > 0 && ticked === ticks.length;
  all.indeterminate = ticked > 0 && ticked < ticks.length;
}

export function listenForPicked(): void {
  document.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const list = event.target.closest<HTMLTableElement>("table.picked");
    if (!list) return;
    const { checked } = event.target;
    if (event.target.matches(ALL))
      for (const tick of list.querySelectorAll<HTMLInputElement>(`tbody ${TICK}`)) tick.checked = checked;
    sumUp(list);
  });
  // The browser puts ticks back as they were when one comes back to the page.
  addEventListener("pageshow", () => document.querySelectorAll<HTMLTableElement>("table.picked").forEach(sumUp));
  document.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLElement) || event.altKey || event.shiftKey) return;
    const list = event.target.closest<HTMLTableElement>("table.picked");
    if (!list) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      list.closest("form")?.requestSubmit();
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || !event.target.matches(TICK)) return;
    const ticks = [...list.querySelectorAll<HTMLInputElement>(TICK)];
    const next = ticks[ticks.indexOf(event.target as HTMLInputElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
