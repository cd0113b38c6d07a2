/**
 * Acts of home visits that wait to be sent: kept in this tab as register drafts are, sent in their order once there is a
 * signal, from whatever page of the tab, each with its key. When one was pressed is told in seconds, not by this phone's clock.
 */
import type { Attempt } from "../../../../platform/foundation/ui/frontend/ts/drafts.js";
import { Drafts, settleBeforeSignOut } from "../../../../platform/foundation/ui/frontend/ts/drafts.js";
import type { Body } from "../../../../platform/foundation/ui/frontend/ts/sending.js";
import { isBusy, isSignedOut, newKey, read, send } from "../../../../platform/foundation/ui/frontend/ts/sending.js";

export type Act = "went" | "found" | "back";
export type Fields = Readonly<Record<string, string>>;

/** An act that was pressed and is not known to have arrived. */
export interface Pressed {
  readonly act: Act;
  readonly key: string;
  readonly at: number;
  readonly found: Fields;
}

/** What is kept of one visit: acts in the order in which they were pressed, and a report that is being typed. */
export interface Kept {
  readonly acts: readonly Pressed[];
  readonly typed: Fields;
}

export type Answer =
  | { readonly kind: "noted"; readonly act: Act; readonly body: Body }
  | { readonly kind: "refused"; readonly act: Act; readonly errors: readonly { field: string; detail: string }[]; readonly words: string }
  | { readonly kind: "unreachable" }
  | { readonly kind: "out"; readonly signIn: boolean };

const NOTHING: Kept = { acts: [], typed: {} };

/** By the address of each visit's interface. */
export const drafts = new Drafts<Kept>("visit");

export function keptOf(person: string, visit: string): Kept {
  return drafts.read(person, visit) ?? NOTHING;
}

/** Keep it, or forget a visit of which nothing is left; whether this tab can keep anything. */
export function keep(person: string, visit: string, kept: Kept): boolean {
  if (kept.acts.length > 0 || Object.keys(kept.typed).length > 0) return drafts.keep(person, visit, kept);
  drafts.drop(person, visit);
  return true;
}

export function pressed(act: Act, found: Fields = {}): Pressed {
  return { act, key: newKey(), at: Date.now(), found };
}

function attemptOf(one: Pressed, person: string): Attempt {
  const ago = Math.max(0, Math.round((Date.now() - one.at) / 1000));
  return { key: one.key, body: JSON.stringify({ act: one.act, person, ago, found: one.found }) };
}

/** Visits whose acts are under way: an act is sent by one caller at a time, and the next finds what is left. */
const underWay = new Map<string, Promise<readonly Answer[]>>();

/** Send what waits of a visit, in order; what came of each. It stops where no answer can be had. */
export async function sendVisit(person: string, visit: string, token: string): Promise<readonly Answer[]> {
  const name = `${person} ${visit}`;
  const sending = underWay.get(name) ?? inOrder(person, visit, token).finally(() => { underWay.delete(name); });
  underWay.set(name, sending);
  return sending;
}

async function inOrder(person: string, visit: string, token: string): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let one = keptOf(person, visit).acts[0]; one !== undefined; one = keptOf(person, visit).acts[0]) {
    const answer = await sendOne(one, person, visit, token);
    answers.push(answer);
    if (answer.kind === "unreachable" || answer.kind === "out") break;
    const kept = keptOf(person, visit);
    const typed = answer.kind === "noted" && one.act === "found" ? {} : kept.typed;
    const { key } = one;
    keep(person, visit, { acts: kept.acts.filter((other) => other.key !== key), typed });
  }
  return answers;
}

async function sendOne(one: Pressed, person: string, visit: string, token: string): Promise<Answer> {
  const response = await send(visit, attemptOf(one, person), token, "rollcall-visit");
  if (response === null || isBusy(response)) return { kind: "unreachable" };
  const body = await read(response);
  if (response.ok) return { kind: "noted", act: one.act, body };
  if (response.status === 422 || response.status === 400 || (response.status === 409 && body["code"] !== "of_somebody_else")) {
    const errors = (body["errors"] ?? []) as readonly { field: string; detail: string }[];
    return { kind: "refused", act: one.act, errors, words: String(body["detail"] ?? "") };
  }
  const signIn = await isSignedOut(response.status);
  return signIn === null ? { kind: "unreachable" } : { kind: "out", signIn };
}

/** Every visit of which this tab keeps something, and whose it is. */
function waiting(): [person: string, visit: string][] {
  return [...drafts.people()].flatMap((person) => [...drafts.of(person).keys()].map((visit): [string, string] => [person, visit]));
}

async function sendAll(token: string): Promise<string> {
  for (const [person, visit] of waiting()) await sendVisit(person, visit, token);
  return waiting().length > 0 ? "What you wrote about a home visit is not sent yet." : "";
}

/** On every page: send what waits as soon as there is a signal; before somebody signs out it is sent, or they are asked. */
export function sendKeptVisits(): void {
  settleBeforeSignOut({ waits: () => waiting().length > 0, send: sendAll });
  if (document.querySelector("[data-visit]")) return; // the visit's own page sends its acts, and says what came of them
  const go = (): void => {
    const token = document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value;
    if (token && waiting().length > 0) void sendAll(token);
  };
  addEventListener("online", go);
  go();
}
