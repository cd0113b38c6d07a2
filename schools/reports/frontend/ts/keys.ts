/** Keys of Today: a digit goes to a list, the arrows from line to line; Enter follows the likely act, as of any link. */
const TYPING = "input, textarea, select, [contenteditable]";

export function listenForKeys(part: HTMLElement): void {
  part.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLElement) || event.target.matches(TYPING)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (/^[0-9]$/.test(event.key)) {
      if (goToList(part, event.key)) event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (step(part, event.target, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    }
  });
}

/** The first line of the list with that digit; its name among the lists when it is empty. */
function goToList(part: HTMLElement, digit: string): boolean {
  const queue = part.querySelector<HTMLAnchorElement>(`a[data-queue][data-digit="${digit}"]`);
  if (!queue) return false;
  const section = part.querySelector<HTMLElement>(`section#${CSS.escape(queue.dataset["queue"] ?? "")}`);
  const first = section?.querySelector<HTMLElement>("[data-act]");
  section?.scrollIntoView({ block: "start" });
  (first ?? queue).focus({ preventScroll: first !== undefined && first !== null });
  return true;
}

/** From the act of a line to that of the next, through all lists; from anywhere else in a line to its own first. */
function step(part: HTMLElement, from: HTMLElement, by: number): boolean {
  const row = from.closest("tr");
  if (!row) return false;
  const acts = [...part.querySelectorAll<HTMLElement>("[data-act]")];
  const here = acts.findIndex((act) => row.contains(act));
  const next = acts[here + by];
  if (here < 0 || !next) return false;
  next.focus();
  return true;
}
