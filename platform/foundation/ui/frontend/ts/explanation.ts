/**
 * A number that opens. Without this script the figure is a plain link to a page that explains it, or to a part of its
 * own page; with it that explanation is laid over the page's edge, so that the figure stays in sight.
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

/** The explanation that the page holds further down, under its heading; null when the figure leads to anything else. */
function heldPart(link: HTMLAnchorElement): string | null {
  if (!link.hash || link.pathname !== location.pathname || link.search !== location.search) return null;
  const why = document.getElementById(link.hash.slice(1));
  if (!why?.matches(".why")) return null;
  return `<h2>${why.closest("section")?.querySelector("h2")?.innerHTML ?? ""}</h2>${why.innerHTML}`;
}

async function open(link: HTMLAnchorElement, dialog: HTMLDialogElement): Promise<void> {
  const part = heldPart(link) ?? (await fetchPart(link.href));
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
    const link = event.target.closest<HTMLAnchorElement>("a[data-opens], a.opens");
    if (!link || !isPlainClick(event)) return;
    if (!("opens" in link.dataset) && heldPart(link) === null) return; // it leads to a list
    event.preventDefault();
    void open(link, dialog);
  });
}
