/** What pages send to our own interfaces: each act with a key, so that sent twice it is done once. */
import type { Attempt } from "./drafts.js";

const WAIT_FOR_ANSWER = 20_000;

export type Body = Readonly<Record<string, unknown>>;

export async function read(response: Response): Promise<Body> {
  try {
    return (await response.json()) as Body;
  } catch {
    return {};
  }
}

/** 128 random bits. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send an attempt; null when no answer came. `from` tells what was typed on a page from what a program sends. */
export async function send(address: string, attempt: Attempt, token: string, from: string): Promise<Response | null> {
  try {
    return await fetch(address, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": token,
        "X-Requested-With": from,
        "Idempotency-Key": attempt.key,
      },
      body: attempt.body,
      redirect: "manual",
      credentials: "same-origin",
      signal: AbortSignal.timeout(WAIT_FOR_ANSWER),
    });
  } catch {
    return null;
  }
}

/** Whether the server answers that it cannot just now: the same may succeed a little later. */
export function isBusy(response: Response): boolean {
  return response.status === 429 || response.status >= 500;
}

/** After an answer that lets nobody in: whether that is for want of a session. Null when the page cannot be reached either. */
export async function isSignedOut(status: number): Promise<boolean | null> {
  try {
    const page = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
    return status === 401 || page.type === "opaqueredirect";
  } catch {
    return null;
  }
}
