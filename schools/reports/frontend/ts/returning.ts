/**
 * Coming back to Today from what a line opened: the focus goes to that line, or to the one that has moved up to its place
 * because it was dealt with. Kept in the browser's history with the page it belongs to, and gone with it.
 */
import { actAt, rowOf } from "./lines.js";

interface Left {
  readonly list: string;
  readonly place: number;
  readonly id: string;
}

export function rememberLine(part: HTMLElement): void {
  part.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("tr a") : null;
    const section = link?.closest<HTMLElement>("section[id]");
    if (!link || !section) return;
    const left: Left = { list: section.id, place: rowOf(section, link), id: link.id };
    history.replaceState({ left }, "");
  });
}

/** The act of the line one left by, if one has come back to it. */
export function lineLeft(part: HTMLElement): HTMLElement | null {
  const { left } = (history.state ?? {}) as { left?: Left };
  if (!left) return null;
  const same = left.id ? document.getElementById(left.id) : null;
  return same && part.contains(same) ? same : actAt(part, left.list, left.place);
}
