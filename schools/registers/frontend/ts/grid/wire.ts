/** What travels between the grid and the register's interface (`schools.registers.api`): a save, a register, their answers. */
import type { Attempt } from "./draft.js";
import type { Held } from "./facts.js";

const API = "/api/registers/";
const WAIT_FOR_ANSWER = 20_000;

export interface AnsweredMark {
  readonly pupil: string;
  readonly code: string | null;
  readonly minutes: number | null;
  readonly planned?: boolean;
}

export type Body = Readonly<Record<string, unknown>>;

export interface RawConflict {
  readonly pupil: string;
  readonly theirs: { readonly code: string | null; readonly minutes: number | null } | null;
  readonly by: string;
  readonly position: string;
  readonly at: string | null;
}

export async function read(response: Response): Promise<Body> {
  try {
    return (await response.json()) as Body;
  } catch {
    return {};
  }
}

export function held(mark: AnsweredMark): Held {
  return mark.code === null ? null : { code: mark.code, minutes: mark.minutes };
}

/** What an attempt asks for, by pupil. */
export function sentMarks(attempt: Attempt): ReadonlyMap<string, Held> {
  const { marks } = JSON.parse(attempt.body) as { marks: readonly AnsweredMark[] };
  return new Map(marks.map((mark) => [mark.pupil, held(mark)]));
}

/** 128 random bits. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send a save; null when no answer came. */
export async function sendSave(register: string, attempt: Attempt, token: string): Promise<Response | null> {
  try {
    return await fetch(API + register, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": token,
        "X-Requested-With": "rollcall-grid", // what was typed here is told from what a program sends
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

/** A register as it stands; null when it cannot be had. */
export async function fetchRegister(register: string): Promise<Body | null> {
  try {
    const response = await fetch(API + register, { headers: { Accept: "application/json" }, redirect: "manual", credentials: "same-origin" });
    return response.ok ? await read(response) : null;
  } catch {
    return null;
  }
}
