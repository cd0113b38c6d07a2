/** The lines of Today's lists: which one holds an element, and the act of the one at a place. */

/** The place of the line that holds an element in its list; -1 for what stands in none. */
export function rowOf(section: HTMLElement, inside: HTMLElement): number {
  const row = inside.closest("tr");
  return row ? acts(section).findIndex((act) => row.contains(act)) : -1;
}

/** The act of the line at that place of a list, or of its last; of the first list that has any when it is empty. */
export function actAt(part: HTMLElement, list: string, place: number): HTMLElement | null {
  const section = list ? part.querySelector<HTMLElement>(`#${CSS.escape(list)}`) : null;
  const here = section ? acts(section) : [];
  return here[Math.min(Math.max(place, 0), here.length - 1)] ?? part.querySelector<HTMLElement>("[data-act]");
}

function acts(section: HTMLElement): HTMLElement[] {
  return [...section.querySelectorAll<HTMLElement>("[data-act]")];
}
