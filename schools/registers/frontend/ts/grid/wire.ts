/** What travels between the grid and the register's interface (`schools.registers.api`): a save, a register, their answers. */
import type { Attempt } from "../../../../../platform/foundation/ui/frontend/ts/drafts.js";
import type { Body } from "../../../../../platform/foundation/ui/frontend/ts/sending.js";
import { read, send } from "../../../../../platform/foundation/ui/frontend/ts/sending.js";
import type { Held } from "./facts.js";

const API = "/api/registers/";

export interface AnsweredMark {
  readonly pupil: string;
  readonly code: string | null;
  readonly minutes: number | null;
  readonly planned?: boolean;
}

export interface RawConflict {
  readonly pupil: string;
  readonly theirs: { readonly code: string | null; readonly minutes: number | null } | null;
  readonly by: string;
  readonly position: string;
  readonly at: string | null;
}

export function held(mark: AnsweredMark): Held {
  return mark.code === null ? null : { code: mark.code, minutes: mark.minutes };
}

/** What an attempt asks for, by pupil. */
export function sentMarks(attempt: Attempt): ReadonlyMap<string, Held> {
  const { marks } = JSON.parse(attempt.body) as { marks: readonly AnsweredMark[] };
  return new Map(marks.map((mark) => [mark.pupil, held(mark)]));
}

/** Send a save; null when no answer came. What was typed here is told from what a program sends. */
export async function sendSave(register: string, attempt: Attempt, token: string): Promise<Response | null> {
  return send(API + register, attempt, token, "rollcall-grid");
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
