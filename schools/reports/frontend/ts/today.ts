/**
 * Today, left open all morning. A page opts in by data attributes:
 *
 *   [data-today=address]       what holds the lists; asked of that address is whether they have changed
 *     [data-lists]             the lists, with [data-stamp] (what they were drawn from) and [data-now] (when, by the school's clock)
 *       a[data-queue=key]      leads to a list, and a digit does too while the focus is within [data-today]
 *       section#key            a list; a[data-act][id] is the likely act of a line
 *       time[data-since]       a moment from which the minutes are counted on the page
 *       [data-fresh]           says how new the lists are
 *
 * Without this script the page is the same, as at its time.
 */
import { Held } from "./held.js";
import { listenForKeys } from "./keys.js";
import { countMinutes } from "./minutes.js";
import { lineLeft, rememberLine } from "./returning.js";

const EVERY = 15_000;

export function openToday(): void {
  const part = document.querySelector<HTMLElement>("[data-today]");
  if (!part) return;
  listenForKeys(part);
  countMinutes(part);
  begin(part);
  rememberLine(part);
  new Refresh(part).wait();
}

/** The focus goes to the line one left, else to the first of the list that the address names, else to the most urgent.
 *  A phone is left at the head of the page. */
function begin(part: HTMLElement): void {
  const left = lineLeft(part);
  const asked = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  const first = left ?? (asked ?? part).querySelector<HTMLElement>("[data-act]");
  if (innerWidth > 760) first?.focus({ preventScroll: left === null && asked === null });
}

class Refresh {
  private stopped = false;

  constructor(private readonly part: HTMLElement) {
    // A computer that slept, or a page that lay behind another, asks at once.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.stopped) void this.ask();
    });
  }

  wait(): void {
    setInterval(() => {
      if (document.visibilityState === "visible" && !this.stopped) void this.ask();
    }, EVERY);
  }

  private async ask(): Promise<void> {
    const lists = this.part.querySelector<HTMLElement>("[data-lists]");
    if (!lists) return;
    const address = new URL(this.part.dataset["today"] ?? "", location.href);
    address.search = location.search;
    address.searchParams.set("since", lists.dataset["stamp"] ?? "");
    try {
      const answer = await fetch(address, { redirect: "manual", credentials: "same-origin" });
      if (answer.status === 200) this.swap(lists, await answer.text());
      else if (answer.status !== 204) this.stop(answer.status);
    } catch {
      this.say("Not reached just now; tried again every 15 seconds.");
    }
  }

  /** The newer lists take the place of those drawn. */
  private swap(lists: HTMLElement, text: string): void {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>("[data-lists]");
    if (!fresh) return;
    const held = new Held(lists);
    lists.replaceWith(fresh);
    held.giveBack(fresh);
    countMinutes(this.part);
  }

  /** Signed out, or no member here any more: nothing more can be asked, and the page says so. A server at fault is asked again. */
  private stop(status: number): void {
    if (status >= 500) return;
    this.stopped = true;
    this.say("These lists are no longer kept fresh. ", true);
  }

  private say(words: string, reload = false): void {
    const place = this.part.querySelector<HTMLElement>("[data-fresh]");
    if (!place) return;
    place.textContent = words;
    if (!reload) return;
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Load the page again";
    place.append(link);
  }
}
