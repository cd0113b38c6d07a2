/**
 * A number that opens. Without this script the figure is a plain link to a page that explains it; with it the same
 * address is asked for as a part and laid over the page's edge, so that the figure stays in sight.
 */
const PART = "explanation";

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

/** Fetch the explanation; null when the server gave anything but the part (signed out, refused, at fault). */
async function fetchPart(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": PART } });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

async function open(link: HTMLAnchorElement, dialog: HTMLDialogElement): Promise<void> {
  const part = await fetchPart(link.href);
  const body = dialog.querySelector("[data-body]");
  if (part === null || !body) {
    location.assign(link.href); // the browser shows whatever the server has to say about it
    return;
  }
  body.innerHTML = part;
  const heading = body.querySelector("h1, h2");
  if (heading) {
    heading.id = "explanation-heading";
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  if (!dialog.open) dialog.showModal(); // gives the focus back to the figure when it closes
  dialog.scrollTop = 0;
}

export function listenForFiguresThatOpen(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const dialog = document.querySelector<HTMLDialogElement>(`#${PART}`);
    if (!dialog) return;
    if (event.target === dialog || event.target.closest("[data-close]")) {
      dialog.close();
      return;
    }
    const link = event.target.closest<HTMLAnchorElement>("a[data-opens]");
    if (!link || !isPlainClick(event)) return;
    event.preventDefault();
    void open(link, dialog);
  });
}
