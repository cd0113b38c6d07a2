/** The drafts of one page: brought back as it opens, kept with every change, dropped with what is saved or given up. */
import type { Draft } from "./draft.js";
import { drafts } from "./draft.js";
import type { Held } from "./facts.js";
import { same } from "./facts.js";
import type { Sheet } from "./model.js";
import type { Saving } from "./saving.js";

export class Kept {
  /** Drafts of cells that this page does not show: a page of some pupils must not lose what was typed about others. */
  private readonly others = new Map<string, Draft["cells"]>();
  private readonly registers: readonly string[];

  constructor(
    private readonly sheet: Sheet,
    private readonly saving: Saving,
    private readonly person: string,
  ) {
    this.registers = sheet.facts.groups.flatMap((group) => group.registers);
  }

  /** Put the drafts back into their cells; how many marks that changes, and the reason typed with them. */
  recall(): { marks: number; reason: string } {
    const places = new Map<string, number>();
    for (const cell of this.sheet.all()) {
      if (!this.sheet.isOff(cell)) places.set(`${this.sheet.registerOf(cell)} ${this.sheet.pupilOf(cell)}`, cell);
    }
    let marks = 0;
    let reason = "";
    for (const [register, draft] of drafts.of(this.person)) {
      const others: Record<string, { was: Held; mark: Held }> = {};
      for (const [pupil, kept] of Object.entries(draft.cells)) {
        const cell = places.get(`${register} ${pupil}`);
        if (cell === undefined) others[pupil] = kept;
        else {
          this.sheet.recall(cell, kept.was, kept.mark);
          if (this.sheet.isChanged(cell)) marks++;
        }
      }
      if (Object.keys(others).length > 0) this.others.set(register, others);
      if (!this.registers.includes(register)) continue;
      reason = draft.reason || reason;
      if (draft.attempt) this.saving.recall(register, draft.attempt);
    }
    return { marks, reason };
  }

  /** How many marks typed on other pages wait to be saved, and the first register of them. */
  elsewhere(): { marks: number; register: string } {
    const marks = [...this.others.values()].reduce((sum, cells) => sum + Object.keys(cells).length, 0);
    return { marks, register: this.others.keys().next().value ?? "" };
  }

  keep(reason: string): void {
    const changes = this.sheet.changes();
    for (const register of this.registers) {
      const attempt = this.saving.attemptAt(register);
      const typed = (changes.get(register) ?? []).map(({ pupil, was, mark }) => [pupil, { was, mark }] as const);
      const cells = { ...this.others.get(register), ...Object.fromEntries(typed) };
      if (Object.keys(cells).length === 0 && !attempt) drafts.drop(this.person, register);
      else drafts.keep(this.person, register, { cells, reason, attempt });
    }
  }

  /** A save brought these marks, also those of pupils whom this page does not show. */
  saved(register: string, sent: ReadonlyMap<string, Held>): void {
    const left = Object.entries(this.others.get(register) ?? {}).filter(([pupil, { mark }]) => {
      const brought = sent.get(pupil);
      return brought === undefined || !same(brought, mark);
    });
    if (left.length > 0) this.others.set(register, Object.fromEntries(left));
    else this.others.delete(register);
  }

  /** Give up everything that is typed and not saved, here and on other pages, and every save whose answer never came. */
  discard(): void {
    this.saving.forget();
    this.sheet.restore(this.sheet.changed());
    this.others.clear();
    for (const register of drafts.of(this.person).keys()) drafts.drop(this.person, register);
  }
}
