/**
 * A page left open follows the school's clock: when a register opens or closes, the page asks for its facts anew, so that a
 * teacher who opened it early can take it, and U takes over from L. What is typed and not saved is left alone.
 */
import type { GridFacts } from "./facts.js";
import type { Sheet } from "./model.js";
import { factsOf } from "./reading.js";

/** A little after the moment, and not every class at once; timers hold less than 25 days. */
const AFTER = 1_000;
const SPREAD = 2_000;
const LONGEST = 2_000_000_000;
const AGAIN = 30_000;

async function freshFacts(): Promise<GridFacts | null> {
  try {
    const answer = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
    if (!answer.ok) return null;
    return factsOf(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    return null;
  }
}

/** Whether these are the facts of the same sessions: an address without a date leads to another week after the weekend. */
function sameSessions(one: GridFacts, other: GridFacts): boolean {
  return one.slots.every((slot, column) => slot.date === other.slots[column]?.date);
}

interface Turns {
  readonly say: (words: string) => void;
  /** The page's address leads to another week by now. */
  readonly over: () => void;
}

export function followClock(sheet: Sheet, seconds: number | null, { say, over }: Turns): void {
  if (seconds === null) return;
  let due = Date.now() + seconds * 1_000 + AFTER + Math.random() * SPREAD;
  let timer = 0;

  async function renew(): Promise<void> {
    const fresh = await freshFacts();
    if (fresh === null) {
      wait(Date.now() + AGAIN);
      return;
    }
    if (!sameSessions(sheet.facts, fresh)) {
      due = Infinity;
      over();
      return;
    }
    const { column } = sheet.facts;
    const before = sheet.facts.slots[column]?.phase;
    sheet.renew(fresh);
    const now = sheet.facts.slots[column]?.phase;
    if (before !== now && now === "open") say("The register is open.");
    if (before !== now && now === "shut") say("The register has closed. A pupil who comes now is U.");
    if (fresh.renewIn !== null) wait(Date.now() + fresh.renewIn * 1_000 + AFTER + Math.random() * SPREAD);
  }

  function wait(until: number): void {
    due = until;
    clearTimeout(timer);
    timer = setTimeout(() => { void renew(); }, Math.min(Math.max(due - Date.now(), 0), LONGEST)) as unknown as number;
  }

  wait(due);
  // A computer that slept has let the moment pass: timers stood still with it.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() >= due) wait(Date.now());
  });
}
