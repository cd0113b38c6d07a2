/** Bringing ticks to the school and hearing of others': one address, one answer (`schools.desk.api`). */
import type { Begun } from "./queue.js";
import { arrived, isWaiting, waiting } from "./queue.js";

const WAIT_FOR_ANSWER = 15_000;

export interface Seen {
  readonly keys: readonly string[];
  readonly by: string;
  readonly at: string;
}

export interface Standing {
  readonly evacuation: (Begun & { readonly ended: boolean }) | null;
  readonly seen: Readonly<Record<string, Seen>>;
  readonly token?: string;
}

/** What came of asking: the state of things; nobody reached; signed out, or no business here any more; or not to be taken. */
export type Answer = Standing | "unreached" | "refused" | "worthless";

let token = "";

/** The token that a page's form carries; a page that was kept has none and asks for one. */
export function useToken(value: string): void {
  token = value;
}

/** Send what waits, or only ask. */
export async function exchange(address: string): Promise<Answer> {
  if (!isWaiting()) return ask(address);
  if (!token) {
    const first = await ask(address);
    if (typeof first === "string") return first;
  }
  const sent = waiting();
  const answer = await reach(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(sent),
  });
  if (typeof answer !== "string") arrived(sent);
  return answer;
}

async function ask(address: string): Promise<Answer> {
  const answer = await reach(address, { headers: { Accept: "application/json" } });
  if (typeof answer !== "string" && answer.token) token = answer.token;
  return answer;
}

async function reach(address: string, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(address, {
      ...request, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(WAIT_FOR_ANSWER),
    });
    if (response.ok) return (await response.json()) as Standing;
    if (response.status >= 500) return "unreached";
    return response.status === 400 || response.status === 422 ? "worthless" : "refused";
  } catch {
    return "unreached";
  }
}
