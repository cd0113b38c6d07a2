/**
 * The privacy screen. "Hide names" inks over everything marked data-name while somebody projects the page.
 * The choice is kept on this computer for this place, in a cookie of its own host, until it is turned off: signing out wipes
 * what is in storage, and whoever projects tomorrow should not find out that way.
 */
const KEPT = "__Host-names=hidden";
const A_YEAR = 365 * 24 * 60 * 60;

export type Choice = "shown" | "hidden";

/** What was last chosen here; shown when the browser keeps nothing. */
export function readChoice(): Choice {
  return document.cookie.split("; ").includes(KEPT) ? "hidden" : "shown";
}

function keep(choice: Choice): void {
  // Where cookies are refused the choice lasts for this page only, which is still what was asked for.
  document.cookie = `${KEPT}; Path=/; Secure; SameSite=Strict; Max-Age=${choice === "hidden" ? A_YEAR : 0}`;
}

/** Draw the choice: one attribute on the page, and the state of each button that changes it. */
export function show(choice: Choice): void {
  document.documentElement.dataset["names"] = choice;
  for (const button of document.querySelectorAll("[data-hide-names]")) {
    button.setAttribute("aria-pressed", String(choice === "hidden"));
  }
  if (choice === "hidden") titleWithoutNames();
}

/** A tab's title is projected too: pages whose title holds a name give another for this. */
function titleWithoutNames(): void {
  const quiet = document.querySelector<HTMLMetaElement>('meta[name="rollcall-quiet-title"]');
  if (quiet) document.title = quiet.content;
}

export function listenForHideNames(): void {
  show(readChoice());
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-hide-names]")) return;
    const choice: Choice = readChoice() === "hidden" ? "shown" : "hidden";
    keep(choice);
    show(choice);
  });
}
