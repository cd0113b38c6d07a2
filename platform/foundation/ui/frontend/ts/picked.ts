/** A long list whose rows are ticked: the arrows go from tick to tick, and Ctrl-Enter sends it from wherever one is. */
const TICK = "input[type=checkbox]";

export function listenForPicked(): void {
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
