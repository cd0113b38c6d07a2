/**
 * The desk by keyboard or scanner. A page opts in by data attributes:
 *
 *   [data-choose]          links to choose among: the arrows go from one to the next
 *   [data-desk]            one pupil, with forms that each have a key:
 *     form[data-key=l]     the key goes to its first box; one without a box is sent at once
 *     a[data-leave]        where Escape leads
 *
 * A key counts while the focus is within and in no box, so that nothing happens to somebody who types (WCAG 2.1.4). Without
 * this script every act is a button.
 */
const TYPING = "input, textarea, select";
const BOX = "input:not([type=hidden]), textarea, select";

export function listenAtTheDesk(): void {
  const desk = document.querySelector<HTMLElement>("[data-desk]");
  if (desk) listenForActs(desk);
  const choose = document.querySelector<HTMLElement>("[data-choose]");
  if (choose) listenForArrows(choose);
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}

function listenForActs(desk: HTMLElement): void {
  // The likely act, which the browser would come to only after this; else the whole, so that the keys count.
  (desk.querySelector<HTMLElement>("[autofocus]") ?? desk).focus({ preventScroll: true });
  desk.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLElement) || !isPlain(event)) return;
    if (event.key === "Escape") {
      desk.querySelector<HTMLAnchorElement>("a[data-leave]")?.click();
    } else if (!event.target.matches(TYPING) && /^[a-z]$/.test(event.key)) {
      const form = desk.querySelector<HTMLFormElement>(`form[data-key="${event.key}"]`);
      if (!form) return;
      event.preventDefault();
      const box = form.querySelector<HTMLElement>(BOX);
      if (box) box.focus();
      else form.requestSubmit();
    }
  });
}

function listenForArrows(choose: HTMLElement): void {
  const links = [...choose.querySelectorAll<HTMLAnchorElement>("a")];
  choose.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
    if (step === 0 || !next || !isPlain(event)) return;
    event.preventDefault();
    next.focus();
  });
}
