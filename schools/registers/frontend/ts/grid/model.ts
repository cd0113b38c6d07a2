/**
 * The grid's cells: what the server has in each (`held`), what stands on the page (`mark`), and what was refused there.
 * Every change goes through `enter`, one act at a time, so that it can be undone as one. Knows nothing of the page.
 */
import type { GridFacts, Held } from "./facts.js";
import { readMark, same, written } from "./facts.js";
import { refusal } from "./judge.js";
import { Layout } from "./layout.js";

/** What somebody tried to enter, as typed, and why it may not stand. What stood in the cell stays. */
interface Refused {
  readonly typed: string;
  readonly words: string;
}

interface State {
  readonly mark: Held;
  readonly refused: Refused | null;
}

interface Cell extends State {
  readonly held: Held;
}

interface Step {
  readonly cell: number;
  readonly before: State;
  readonly after: State;
}

/** One mark to put into one cell; `typed` is how it was written, for the words of a refusal. */
export interface Entry {
  readonly cell: number;
  readonly mark: Held;
  readonly typed: string;
}

export interface Outcome {
  readonly entered: number;
  readonly refused: readonly number[];
}

/** One changed cell, as a save names it. */
interface Change {
  readonly cell: number;
  readonly pupil: string;
  readonly was: Held;
  readonly mark: Held;
}

export class Sheet extends Layout {
  readonly versions = new Map<string, number>();
  /** Told which cells look different now. */
  onChange: (cells: readonly number[]) => void = () => undefined;
  private readonly cells: Cell[] = [];
  private readonly plans: Set<number>;
  private done: Step[][] = [];
  private undone: Step[][] = [];

  constructor(facts: GridFacts) {
    super(facts);
    this.plans = new Set(facts.planned);
    for (const row of facts.rows) {
      for (const text of row[4]) {
        const held = readMark(text ?? "");
        this.cells.push({ held, mark: held, refused: null });
      }
    }
    for (const group of facts.groups) {
      group.registers.forEach((address, column) => this.versions.set(address, group.versions[column] ?? 0));
    }
  }

  at(cell: number): Cell {
    const found = this.cells[cell];
    if (!found) throw new RangeError(`no cell ${cell}`);
    return found;
  }

  isChanged(cell: number): boolean {
    const { held, mark } = this.at(cell);
    return !same(held, mark);
  }

  /** Whether a mark is due: the session is held and its register has opened. */
  isDue(cell: number): boolean {
    return this.slotOf(cell).due;
  }

  isMissing(cell: number): boolean {
    return !this.isOff(cell) && this.at(cell).mark === null && this.isDue(cell) && this.expected(cell) === null;
  }

  /** What another place is to confirm in a cell that is empty: the code and a few words, or null. */
  expected(cell: number): readonly [code: string, words: string] | null {
    const { held, mark } = this.at(cell);
    return held === null && mark === null ? (this.facts.expected[cell] ?? null) : null;
  }

  /** Who planned the mark that the server has there, in words; empty where nobody did, or it is changed. */
  plannedBy(cell: number): string {
    if (!this.plans.has(cell) || this.isChanged(cell)) return "";
    return this.facts.words[this.facts.plans[cell] ?? -1] ?? "";
  }

  /** Whether the server has only a plan there, and its register has opened: it counts once the register is taken. */
  isPlanned(cell: number): boolean {
    return this.plans.has(cell) && this.isDue(cell);
  }

  /** Whether the server has a mark there that somebody entered in the register itself. */
  isTaken(cell: number): boolean {
    return this.at(cell).held !== null && !this.isPlanned(cell);
  }

  /**
   * Plans of the focused session that may stand as they are: saving them takes the register. Only the register's
   * own page does so, which shows everybody whom it is about.
   */
  toConfirm(): number[] {
    if (!this.facts.confirms) return [];
    return this.where((cell) => {
      const { held } = this.at(cell);
      const here = this.columnOf(cell) === this.facts.column && this.isPlanned(cell) && !this.isChanged(cell);
      return here && this.refusal(cell, held) === null;
    });
  }

  /** The server says whether what it has there is only planned. */
  plan(cell: number, planned: boolean): void {
    if (planned === this.plans.has(cell)) return;
    if (planned) this.plans.add(cell);
    else this.plans.delete(cell);
    this.onChange([cell]);
  }

  /** A changed mark that stood in a register which has closed: it needs a reason. */
  isAmendment(cell: number): boolean {
    return this.isChanged(cell) && this.slotOf(cell).phase === "shut" && this.isTaken(cell);
  }

  *all(): Generator<number> {
    for (let cell = 0; cell < this.cells.length; cell++) yield cell;
  }

  where(test: (cell: number) => boolean): number[] {
    return [...this.all()].filter(test);
  }

  changed(): number[] {
    return this.where((cell) => this.isChanged(cell));
  }

  refusedCells(): number[] {
    return this.where((cell) => this.at(cell).refused !== null);
  }

  /** Changed cells by the register they are saved through. */
  changes(): Map<string, Change[]> {
    return this.byRegister(this.changed());
  }

  /** What a save sends: what is changed, or where nothing is, the plans that are confirmed by it. */
  asks(): Map<string, Change[]> {
    const changes = this.changes();
    return changes.size > 0 ? changes : this.byRegister(this.toConfirm());
  }

  private byRegister(cells: readonly number[]): Map<string, Change[]> {
    const found = new Map<string, Change[]>();
    for (const cell of cells) {
      const register = this.registerOf(cell);
      const { held, mark } = this.at(cell);
      const list = found.get(register) ?? [];
      list.push({ cell, pupil: this.pupilOf(cell), was: held, mark });
      found.set(register, list);
    }
    return found;
  }

  /** Why a mark may not be entered in a cell, or null. */
  refusal(cell: number, mark: Held): string | null {
    return refusal(this.facts, this.rowOf(cell), this.columnOf(cell), this.at(cell).held, mark, this.isPlanned(cell));
  }

  /** Put marks in; each cell is checked on its own, and a refused one keeps what it had. One act to undo. */
  enter(entries: readonly Entry[]): Outcome {
    const steps: Step[] = [];
    const refused: number[] = [];
    for (const { cell, mark, typed } of entries) {
      const before = this.at(cell);
      const words = this.refusal(cell, mark);
      if (words !== null) refused.push(cell);
      const after: State = words === null ? { mark, refused: null } : { mark: before.mark, refused: { typed, words } };
      steps.push({ cell, before: { mark: before.mark, refused: before.refused }, after });
    }
    this.act(steps);
    return { entered: entries.length - refused.length, refused };
  }

  /** Put cells back as the server has them. One act to undo. */
  restore(cells: readonly number[]): void {
    const different = cells.filter((cell) => this.isChanged(cell) || this.at(cell).refused !== null);
    this.act(
      different.map((cell) => {
        const { held, mark, refused } = this.at(cell);
        return { cell, before: { mark, refused }, after: { mark: held, refused: null } };
      }),
    );
  }

  /** Refusals that came from the server; what was asked is taken back out of the cell and shown as refused. */
  refuse(cell: number, words: string): void {
    const { held, mark } = this.at(cell);
    this.put([{ cell, state: { mark: held, refused: { typed: written(mark), words } } }]);
  }

  undo(): readonly number[] {
    return this.replay(this.done, this.undone, "before");
  }

  redo(): readonly number[] {
    return this.replay(this.undone, this.done, "after");
  }

  /**
   * The server has this mark now. `sent` is what a save put there; what was typed over it meanwhile stays, unsaved. Without
   * it, a cell changed on the page is left alone: if somebody else changed it too, its own save will find that out.
   */
  settle(cell: number, held: Held, sent?: Held): void {
    const now = this.at(cell);
    if (sent === undefined && this.isChanged(cell)) return;
    const mark = sent === undefined || same(now.mark, sent) ? held : now.mark;
    this.cells[cell] = { held, mark, refused: now.refused };
    this.onChange([cell]);
  }

  /** Newer facts of the same page: how far each session is, why it refuses what, and what others saved meanwhile. */
  renew(fresh: GridFacts): void {
    this.facts = { ...this.facts, slots: fresh.slots, words: fresh.words, seeOnly: fresh.seeOnly, codes: fresh.codes };
    for (const group of fresh.groups) {
      group.registers.forEach((address, column) => this.versions.set(address, group.versions[column] ?? 0));
    }
    // By register and pupil: who changed form within the week has a row in each.
    const there = new Map<string, { text: string | null; planned: boolean; number: number }>();
    const plans = new Set(fresh.planned);
    fresh.rows.forEach(([pupil, , group, , marks], row) => {
      fresh.groups[group]?.registers.forEach((address, column) => {
        const number = row * fresh.slots.length + column;
        there.set(`${address} ${pupil}`, { text: marks[column] ?? null, planned: plans.has(number), number });
      });
    });
    const [by, expected]: [Record<number, number>, Record<number, readonly [string, string]>] = [{}, {}];
    for (const cell of this.all()) {
      const found = there.get(`${this.registerOf(cell)} ${this.pupilOf(cell)}`);
      if (typeof found?.text !== "string" || this.isOff(cell)) continue;
      this.settle(cell, readMark(found.text));
      this.plan(cell, found.planned);
      const [place, awaited] = [fresh.plans[found.number], fresh.expected[found.number]];
      if (place !== undefined) by[cell] = place;
      if (awaited !== undefined) expected[cell] = awaited;
    }
    this.facts = { ...this.facts, plans: by, expected };
    this.onChange([...this.all()]);
  }

  /** Bring back what a draft held; `was` is what the person saw then, so that another's change is found by the save. */
  recall(cell: number, was: Held, mark: Held): void {
    this.cells[cell] = { held: was, mark, refused: null };
    this.onChange([cell]);
  }

  /** Choose between a mark of one's own and another person's: the server has theirs. */
  choose(cell: number, theirs: Held, mark: Held): void {
    this.cells[cell] = { held: theirs, mark, refused: null };
    this.onChange([cell]);
  }

  /** What was saved cannot be undone by a key: from here on undo begins anew. */
  forgetActs(): void {
    this.done = [];
    this.undone = [];
  }

  private act(steps: Step[]): void {
    const real = steps.filter(({ before, after }) => !same(before.mark, after.mark) || before.refused !== after.refused);
    if (real.length === 0) return;
    this.done.push(real);
    this.undone = [];
    this.put(real.map(({ cell, after }) => ({ cell, state: after })));
  }

  private replay(from: Step[][], to: Step[][], side: "before" | "after"): readonly number[] {
    const steps = from.pop();
    if (!steps) return [];
    to.push(steps);
    this.put(steps.map((step) => ({ cell: step.cell, state: step[side] })));
    return steps.map((step) => step.cell);
  }

  private put(changes: readonly { cell: number; state: State }[]): void {
    for (const { cell, state } of changes) this.cells[cell] = { ...this.at(cell), ...state };
    this.onChange(changes.map(({ cell }) => cell));
  }
}

