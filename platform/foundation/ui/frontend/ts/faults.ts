/**
 * After a part of the page has been exchanged: put the focus where a person would look, and say plainly when it failed.
 * A form that came back with errors (422) is shown like any page; other failures leave the page, and what was typed, alone.
 */
const WORDS: Readonly<Record<number, string>> = {
  403: "Not done: you may not do that, or this page has been open too long. Reload it and try once more.",
  404: "Not done: what you asked for is no longer there. Reload the page.",
  409: "Not done: somebody else changed this first. Reload the page to see what they did.",
  413: "Not sent: the file is larger than we accept. Send it in smaller parts.",
  429: "Not done: too many tries in a short time. Wait a minute, then try again.",
};

function say(words: string): void {
  const place = document.querySelector("#faults");
  if (!place) return;
  const banner = document.createElement("div");
  banner.className = "banner red";
  const text = document.createElement("p");
  text.textContent = words;
  banner.append(text);
  place.replaceChildren(banner);
  place.scrollIntoView({ block: "nearest" });
}

/** The list of errors first; else the head of the new part, so that a screen reader starts there. */
function focusNewPart(): void {
  const summary = document.querySelector<HTMLElement>("[data-summary]");
  (summary ?? document.querySelector<HTMLElement>("main"))?.focus({ preventScroll: summary === null });
}

export function listenForFaults(): void {
  document.querySelector<HTMLElement>("[data-summary]")?.focus();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element && event.target.matches("main")) focusNewPart();
  });
  document.addEventListener("htmx:beforeRequest", () => document.querySelector("#faults")?.replaceChildren());
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    say(WORDS[xhr.status] ?? "Not done: something went wrong here, and we have been told. What you typed is still on this page. Try again in a minute.");
  });
  document.addEventListener("htmx:sendError", () => {
    say("Not sent: no connection. What you typed is still on this page; try again when the connection is back.");
  });
}
