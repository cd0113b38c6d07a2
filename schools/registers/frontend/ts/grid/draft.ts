/**
 * What is typed and not saved, kept in this tab: one draft for each register and person, without a name in it. Gone once
 * saved, on signing out in this tab, and when somebody else opens a register in it.
 */
import type { Held } from "./facts.js";

const PREFIX = "rollcall.draft:";

/** A save whose answer never came: sent again exactly so, because it may have been done. */
export interface Attempt {
  readonly key: string;
  readonly body: string;
}

export interface Draft {
  /** Pupil to what was seen and what was typed. */
  readonly cells: Readonly<Record<string, { readonly was: Held; readonly mark: Held }>>;
  readonly reason: string;
  readonly attempt: Attempt | null;
}

/** From the press on "Sign out" until the page is gone, or somebody who chose to stay goes on working. */
let signingOut = false;

function keyOf(person: string, register: string): string {
  return `${PREFIX}${person}:${register}`;
}

/** Storage may be refused or full: then the draft lasts as long as the page. */
function quietly<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

export function readDraft(person: string, register: string): Draft | null {
  return quietly(() => {
    const text = sessionStorage.getItem(keyOf(person, register));
    return text === null ? null : (JSON.parse(text) as Draft);
  }, null);
}

export function keepDraft(person: string, register: string, draft: Draft): boolean {
  if (signingOut) return false;
  return quietly(() => {
    sessionStorage.setItem(keyOf(person, register), JSON.stringify(draft));
    return true;
  }, false);
}

export function dropDraft(person: string, register: string): void {
  quietly(() => { sessionStorage.removeItem(keyOf(person, register)); }, undefined);
}

/** The drafts of one person, by register, whatever page they were typed on. */
export function draftsOf(person: string): Map<string, Draft> {
  const prefix = keyOf(person, "");
  const found = new Map<string, Draft>();
  for (const key of quietly(() => Object.keys(sessionStorage), [])) {
    const draft = key.startsWith(prefix) ? readDraft(person, key.slice(prefix.length)) : null;
    if (draft) found.set(key.slice(prefix.length), draft);
  }
  return found;
}

/** Remove drafts, all or those of everybody but one person. */
export function dropDrafts(exceptPerson?: string): void {
  quietly(() => {
    const kept = exceptPerson === undefined ? null : `${PREFIX}${exceptPerson}:`;
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && !(kept !== null && key.startsWith(kept))) sessionStorage.removeItem(key);
    }
  }, undefined);
}

/** Signing out leaves nothing behind in this tab, whatever page it is done from. */
export function forgetDraftsOnSignOut(): void {
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !/\/sign-out\/$/.test(new URL(event.target.action).pathname)) return;
    signingOut = true;
    dropDrafts();
  });
  for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => { signingOut = false; }, { capture: true });
}
