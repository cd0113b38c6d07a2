/**
 * What is typed and not sent, kept in this tab: one draft for each person and thing. No name is in it but those that somebody
 * typed. Gone once sent, on signing out in this tab, and when somebody else opens a page that keeps drafts.
 *
 * What was sent and had no answer is an attempt: it is sent again exactly so, with its key, because it may have been done.
 */
const PREFIX = "rollcall.draft:";

export interface Attempt {
  readonly key: string;
  readonly body: string;
}

/** From the press on "Sign out" until the page is gone, or somebody who chose to stay goes on working. */
let signingOut = false;

/** Storage may be refused or full: then the draft lasts as long as the page. */
function quietly<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

/** The drafts of one kind of thing (`kind` has no colon in it), by the name of each thing. */
export class Drafts<Draft> {
  constructor(private readonly kind: string) {}

  private keyOf(person: string, name: string): string {
    return `${PREFIX}${person}:${this.kind}:${name}`;
  }

  read(person: string, name: string): Draft | null {
    return quietly(() => {
      const text = sessionStorage.getItem(this.keyOf(person, name));
      return text === null ? null : (JSON.parse(text) as Draft);
    }, null);
  }

  keep(person: string, name: string, draft: Draft): boolean {
    if (signingOut) return false;
    return quietly(() => {
      sessionStorage.setItem(this.keyOf(person, name), JSON.stringify(draft));
      return true;
    }, false);
  }

  drop(person: string, name: string): void {
    quietly(() => { sessionStorage.removeItem(this.keyOf(person, name)); }, undefined);
  }

  /** The drafts of one person, by name, whatever page they were typed on. */
  of(person: string): Map<string, Draft> {
    const prefix = this.keyOf(person, "");
    const found = new Map<string, Draft>();
    for (const key of quietly(() => Object.keys(sessionStorage), [])) {
      const draft = key.startsWith(prefix) ? this.read(person, key.slice(prefix.length)) : null;
      if (draft) found.set(key.slice(prefix.length), draft);
    }
    return found;
  }

  /** Whoever has drafts of this kind in this tab. */
  people(): Set<string> {
    const keys = quietly(() => Object.keys(sessionStorage), []).filter((key) => key.startsWith(PREFIX));
    const parts = keys.map((key) => key.slice(PREFIX.length).split(":"));
    return new Set(parts.filter(([, kind]) => kind === this.kind).map(([person = ""]) => person));
  }
}

/** Remove drafts of every kind, all or those of everybody but one person. */
export function dropDrafts(exceptPerson?: string): void {
  quietly(() => {
    const kept = exceptPerson === undefined ? null : `${PREFIX}${exceptPerson}:`;
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && !(kept !== null && key.startsWith(kept))) sessionStorage.removeItem(key);
    }
  }, undefined);
}

/**
 * What must not be lost by signing out unasked. `send` tries to send it and says, in words, what is left; "" for nothing.
 * `sweep`, once somebody has signed out, wipes whatever names anybody, and says what waits still for who made it.
 */
export interface Unsent {
  readonly waits: () => boolean;
  readonly send: (token: string) => Promise<string>;
  readonly sweep?: () => Promise<string>;
}

const unsent: Unsent[] = [];

/** Have this sent, or asked about, before somebody signs out, from whatever page of the tab. */
export function settleBeforeSignOut(one: Unsent): void {
  unsent.push(one);
}

function leave(): void {
  signingOut = true;
  dropDrafts();
}

async function settle(form: HTMLFormElement, waiting: readonly Unsent[]): Promise<void> {
  const token = form.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  const left: string[] = [];
  for (const one of waiting) left.push(await one.send(token));
  const words = left.filter((said) => said !== "").join(" ");
  if (words !== "" && !confirm(`${words} Sign out all the same? Then it is lost.`)) return;
  leave();
  form.submit();
}

/** Whether anything that was typed in this tab waits, whoever typed it. */
function isTyped(): boolean {
  return quietly(() => Object.keys(sessionStorage), []).some((key) => key.startsWith(PREFIX));
}

/** Every page answers to who asks here whether anything typed waits in its tab: a wipe takes that of all tabs with it. */
const TABS = "rollcall.drafts";
const WAIT_FOR_TABS = 300;

function answerOtherTabs(): void {
  const channel = new BroadcastChannel(TABS);
  channel.addEventListener("message", ({ data }) => { if (data === "typed?" && isTyped()) channel.postMessage("typed"); });
}

async function isTypedElsewhere(): Promise<boolean> {
  const channel = new BroadcastChannel(TABS);
  const answer = new Promise<boolean>((resolve) => {
    channel.addEventListener("message", ({ data }) => { if (data === "typed") resolve(true); });
    setTimeout(() => { resolve(false); }, WAIT_FOR_TABS);
  });
  channel.postMessage("typed?");
  const typed = await answer;
  channel.close();
  return typed;
}

/**
 * The page that a sign-out passes through (`tenants.memberships.sweeping`): [data-swept], with the form that wipes all and
 * goes on. Lists of names go at once. Where something waits that never reached the school, [data-swept-left] asks what is to become of it.
 */
export async function sweepOnSignOut(): Promise<void> {
  await Promise.resolve(); // until the rooms' scripts have said what they keep
  const page = document.querySelector<HTMLElement>("[data-swept]");
  if (!page) return;
  const left: string[] = [];
  for (const one of unsent) left.push((await one.sweep?.()) ?? "");
  if (isTyped()) left.push("What you typed in this tab is not saved.");
  else if (await isTypedElsewhere()) left.push("What you typed in another tab is not saved.");
  const words = left.filter((said) => said !== "").join(" ");
  if (words === "") {
    page.querySelector("form")?.submit(); // whose answer has the browser wipe the rest
    return;
  }
  for (const [selector, shown] of [["[data-swept-left]", true], ["[data-swept-plain]", false]] as const) {
    for (const part of page.querySelectorAll<HTMLElement>(selector)) part.hidden = !shown;
  }
  const said = page.querySelector("[data-swept-words]");
  if (said) said.textContent = words;
}

/** Signing out leaves nothing behind in this tab, whatever page it is done from. */
export function forgetDraftsOnSignOut(): void {
  answerOtherTabs();
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !/\/sign-out\/$/.test(new URL(event.target.action).pathname)) return;
    const waiting = unsent.filter((one) => one.waits());
    if (waiting.length === 0) leave();
    else {
      event.preventDefault();
      void settle(event.target, waiting);
    }
  });
  for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => { signingOut = false; }, { capture: true });
}
