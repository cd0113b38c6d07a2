/**
 * Saving registers: one request for each register that changed, each with a key that makes a repeated save one save. A save
 * whose answer never came is in doubt: it is sent again exactly as it was, with its key, until an answer comes, and only
 * then is anything newer sent. So nothing is lost, and nothing is done twice.
 */
import type { Attempt } from "../../../../../platform/foundation/ui/frontend/ts/drafts.js";
import type { Body } from "../../../../../platform/foundation/ui/frontend/ts/sending.js";
import { isBusy, isSignedOut, newKey, read } from "../../../../../platform/foundation/ui/frontend/ts/sending.js";
import type { Held } from "./facts.js";
import { same } from "./facts.js";
import type { Sheet } from "./model.js";
import type { AnsweredMark, RawConflict } from "./wire.js";
import { fetchRegister, held, sendSave, sentMarks } from "./wire.js";

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
const TRIES_AFTER_SUPERSEDED = 3;

/** A cell that somebody else changed first. */
export interface Conflict {
  readonly cell: number;
  readonly mine: Held;
  readonly theirs: Held;
  readonly by: string;
  readonly position: string;
  readonly at: string | null;
}

/** One thing the server will not have. `cell` null is about the save as a whole. */
interface Fault {
  readonly cell: number | null;
  readonly field: string;
  readonly words: string;
}

type Answer =
  | { readonly kind: "saved"; readonly saved: number; readonly at: string; readonly sent: ReadonlyMap<string, Held> }
  | { readonly kind: "conflict"; readonly conflicts: readonly Conflict[] }
  | { readonly kind: "refused"; readonly faults: readonly Fault[] }
  | { readonly kind: "out"; readonly words: string; readonly signIn: boolean }
  | { readonly kind: "unreachable"; readonly offline: boolean };

/** An answer, and which register gave it. */
export type Answered = Answer & { readonly register: string };

export interface Told {
  /** A save begins or ends. */
  readonly busy: (busy: boolean) => void;
  readonly answered: (answers: readonly Answered[]) => void;
}

export class Saving {
  private readonly doubtful = new Map<string, Attempt>();
  private readonly places = new Map<string, number>();
  private running = false;
  private pause = FIRST_PAUSE;
  private timer: number | undefined;
  private reason = "";

  constructor(
    private readonly sheet: Sheet,
    private readonly token: string,
    private readonly told: Told,
  ) {
    for (const cell of sheet.all()) this.places.set(`${sheet.registerOf(cell)} ${sheet.pupilOf(cell)}`, cell);
    addEventListener("online", () => { if (this.waiting) void this.again(); });
  }

  /** Whether a save waits for a connection. */
  get waiting(): boolean {
    return this.timer !== undefined;
  }

  get busy(): boolean {
    return this.running;
  }

  attemptAt(register: string): Attempt | null {
    return this.doubtful.get(register) ?? null;
  }

  /** An attempt of a draft: it was sent before the page was left, and nobody knows what came of it. */
  recall(register: string, attempt: Attempt): void {
    this.doubtful.set(register, attempt);
  }

  /** Give up what is in doubt: what was typed is discarded, and a register that has it shows it. */
  forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.doubtful.clear();
  }

  /** Save every changed register. Does nothing while a save is under way. */
  async save(reason: string): Promise<void> {
    this.reason = reason;
    await this.run(true);
  }

  /** Send again what is in doubt, and only that: nobody has asked yet for what was typed since. */
  async again(): Promise<void> {
    await this.run(false);
  }

  private async run(withChanges: boolean): Promise<void> {
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.told.busy(true);
    const answers: Answered[] = [];
    try {
      const inDoubt = new Set(this.doubtful.keys());
      // All of what was asked for is written down before any of it is sent, so that a lost connection loses none of it.
      if (withChanges) for (const register of this.sheet.asks().keys()) this.prepare(register);
      for (const register of [...this.doubtful.keys()]) {
        answers.push({ ...(await this.saveOne(register)), register });
        const last = answers[answers.length - 1];
        if (last?.kind === "unreachable" || last?.kind === "out") break;
        // What was typed after a save that was in doubt goes in one of its own.
        const more = withChanges && inDoubt.has(register) && last?.kind === "saved" && this.sheet.changes().has(register);
        if (more) answers.push({ ...(await this.saveOne(register)), register });
      }
    } finally {
      this.running = false;
      this.told.busy(false);
    }
    if (answers.some((answer) => answer.kind === "unreachable")) this.later();
    else this.pause = FIRST_PAUSE;
    this.told.answered(answers);
  }

  /** Try again by itself after a while, each time a longer one. */
  private later(): void {
    this.timer = setTimeout(() => { void this.again(); }, this.pause) as unknown as number;
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  private async saveOne(register: string): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      const attempt = this.prepare(register);
      if (!attempt) return { kind: "saved", saved: 0, at: "", sent: new Map() };
      const response = await sendSave(register, attempt, this.token);
      if (response === null || isBusy(response)) {
        return { kind: "unreachable", offline: response === null };
      }
      this.doubtful.delete(register);
      const body = await read(response);
      if (response.status === 409 && body["code"] === "superseded" && tries < TRIES_AFTER_SUPERSEDED) {
        await this.refresh(register);
        continue;
      }
      return this.answer(register, attempt, response, body);
    }
  }

  private async answer(register: string, attempt: Attempt, response: Response, body: Body): Promise<Answer> {
    if (response.ok) {
      this.sheet.versions.set(register, Number(body["version"]));
      const sent = sentMarks(attempt);
      this.absorb(register, body["marks"] as readonly AnsweredMark[], sent);
      return { kind: "saved", saved: Number(body["saved"]), at: String(body["at"]), sent };
    }
    if (response.status === 409) {
      this.sheet.versions.set(register, Number(body["version"]));
      const conflicts = this.conflicts(register, body["conflicts"] as readonly RawConflict[]);
      await this.refresh(register);
      return { kind: "conflict", conflicts };
    }
    if (response.status === 422 || response.status === 400) {
      await this.refresh(register); // what the page took for a plan or a blank may have been entered meanwhile
      return { kind: "refused", faults: this.faults(register, body) };
    }
    return this.shutOut(response.status);
  }

  private prepare(register: string): Attempt | null {
    const attempt = this.doubtful.get(register) ?? this.compose(register);
    if (attempt) this.doubtful.set(register, attempt);
    return attempt;
  }

  /** The save as sent: what was seen and what is asked, of every changed cell of one register. */
  private compose(register: string): Attempt | null {
    const changes = this.sheet.asks().get(register);
    if (!changes) return null;
    const marks = changes.map(({ pupil, was, mark }) => ({
      pupil,
      was: was && { code: was.code, minutes: was.minutes },
      code: mark?.code ?? null,
      minutes: mark?.minutes ?? null,
    }));
    const body = JSON.stringify({ version: this.sheet.versions.get(register) ?? 0, reason: this.reason, marks });
    return { key: newKey(), body };
  }

  /** Read the register as it stands; what is typed and not saved is left alone. */
  private async refresh(register: string): Promise<void> {
    const body = await fetchRegister(register);
    if (body === null) return; // the next save brings it
    this.sheet.versions.set(register, Number(body["version"]));
    this.absorb(register, body["marks"] as readonly AnsweredMark[]);
  }

  private absorb(register: string, marks: readonly AnsweredMark[], sent: ReadonlyMap<string, Held> = new Map()): void {
    const there = new Map(marks.map((mark) => [mark.pupil, held(mark)]));
    const planned = new Set(marks.filter((mark) => mark.planned).map((mark) => mark.pupil));
    for (const cell of this.sheet.all()) {
      if (this.sheet.registerOf(cell) !== register || this.sheet.isOff(cell)) continue;
      const pupil = this.sheet.pupilOf(cell);
      const now = there.get(pupil) ?? null;
      const asked = sent.has(pupil) ? (sent.get(pupil) ?? null) : undefined;
      if (asked !== undefined || !same(this.sheet.at(cell).held, now)) this.sheet.settle(cell, now, asked);
      this.sheet.plan(cell, planned.has(pupil));
    }
  }

  private conflicts(register: string, raw: readonly RawConflict[]): Conflict[] {
    const found: Conflict[] = [];
    for (const one of raw) {
      const cell = this.places.get(`${register} ${one.pupil}`);
      if (cell === undefined) continue;
      const theirs = one.theirs ? held({ pupil: one.pupil, ...one.theirs }) : null;
      found.push({ cell, mine: this.sheet.at(cell).mark, theirs, by: one.by, position: one.position, at: one.at });
    }
    return found;
  }

  private faults(register: string, body: Body): Fault[] {
    const errors = (body["errors"] ?? []) as readonly { pupil: string | null; field: string; detail: string }[];
    if (errors.length === 0) return [{ cell: null, field: "", words: String(body["detail"] ?? "The server would not save this.") }];
    return errors.map(({ pupil, field, detail }) => ({
      cell: (pupil !== null ? this.places.get(`${register} ${pupil}`) : undefined) ?? null,
      field,
      words: detail,
    }));
  }

  /** 401, 403 and 404 look alike from here: whoever is signed out is sent to sign in by any page. */
  private async shutOut(status: number): Promise<Answer> {
    const signedOut = await isSignedOut(status);
    if (signedOut === null) return { kind: "unreachable", offline: true };
    if (signedOut) return { kind: "out", signIn: true, words: "You have been signed out. What you typed is kept in this tab." };
    const words =
      status === 403
        ? "This page has been open too long to save from. What you typed is kept in this tab: reload the page, then save."
        : "This register can no longer be saved by you: the group or your post has changed. What you typed is kept in this tab.";
    return { kind: "out", signIn: false, words };
  }
}
