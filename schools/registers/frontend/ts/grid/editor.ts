/** What a person does to the grid: what typing, filling, clearing and moving do. Keys, the tool bar and the palette all call it. */
import type { Held } from "./facts.js";
import { counted, written } from "./facts.js";
import type { Entry, Outcome, Sheet } from "./model.js";
import type { Selection } from "./selection.js";
import type { View } from "./draw.js";
import { parse, type } from "./typing.js";

const PRESENT = { am: "/", pm: "\\" } as const;

/** The mark of a session that is due at another school. */
const ELSEWHERE = "D";
const LATE = new Set(["L", "U"]);

export class Editor {
  private pending = "";
  /** Told what came of an act, and where, so that a refusal can be shown. */
  onActed: (outcome: Outcome) => void = () => undefined;
  say: (words: string) => void = () => undefined;

  constructor(
    readonly sheet: Sheet,
    readonly selection: Selection,
    readonly view: View,
  ) {}

  get typing(): boolean {
    return this.pending !== "";
  }

  /** One typed character. */
  type(character: string): void {
    const cell = this.selection.focus;
    const codes = this.sheet.slotOf(cell).codes;
    const { mark } = this.sheet.at(cell);
    if (this.pending === "" && /^\d$/.test(character)) {
      if (mark && LATE.has(mark.code)) this.wait(mark.code + character);
      else this.say("A code begins with a letter, / or \\.");
      return;
    }
    const step = type(this.pending, character, codes);
    if (step.kind === "wait") this.wait(step.text);
    if (step.kind !== "commit") return;
    this.pending = "";
    this.enterText(step.text);
    if (this.selection.several) {
      if (step.then !== undefined) this.say("The selection was filled. Move first, then type the next code.");
      return;
    }
    const moved = this.step(1, 0);
    if (step.then === undefined) return;
    if (moved) this.type(step.then);
    else this.say("This is the last pupil.");
  }

  /** Take back the last character that waits in the cell. */
  shorten(): void {
    this.wait(this.pending.slice(0, -1));
  }

  /** Enter what waits in the cell. Whether anything did. */
  commit(): boolean {
    const text = this.pending;
    if (text === "") return false;
    this.pending = "";
    this.enterText(text);
    return true;
  }

  /** Put one mark into every selected cell. */
  put(mark: Held, typed: string): void {
    this.pending = "";
    this.acted(this.selection.cells().filter((cell) => !this.sheet.isOff(cell)).map((cell) => ({ cell, mark, typed })));
  }

  enter(entries: readonly Entry[]): Outcome {
    this.pending = "";
    return this.acted(entries);
  }

  clear(): void {
    this.put(null, "");
  }

  /** Esc: drop what waits, else what is selected, else put the cell back as the server has it. */
  escape(): void {
    const cell = this.selection.focus;
    if (this.pending !== "") {
      this.pending = "";
      this.view.draw(cell);
    } else if (this.selection.several) {
      this.selection.clear();
    } else {
      this.sheet.restore([cell]);
      this.onActed({ entered: 0, refused: [] });
    }
  }

  /** Take back what waits in the cell, else the last act. */
  undo(): void {
    if (this.typing) this.escape();
    else this.replayed(this.sheet.undo(), "Undone", "Nothing to undo.");
  }

  redo(): void {
    this.replayed(this.sheet.redo(), "Done again", "Nothing to do again.");
  }

  /** The selection from the first cell of each column; one cell into the missing ones below it, over nothing. */
  fillDown(): void {
    this.commit();
    const entries = this.selection.several ? this.rangeFill() : this.fillBelow(this.selection.focus);
    if (!entries) return;
    const outcome = this.acted(entries);
    const none = this.selection.several ? "The first cell is missing: there is nothing to fill down." : "Nothing below is missing.";
    this.say(entries.length === 0 ? none : said("filled", outcome));
  }

  /**
   * Present in every missing cell of the focused cell's register; over nothing, nor where something was refused. A pupil
   * who is due at another school then is D: each school records its own sessions.
   */
  markBlanks(): void {
    this.commit();
    const code = PRESENT[this.sheet.slotOf(this.selection.focus).session];
    const cells = this.sheet
      .register(this.selection.focus)
      .filter((cell) => this.sheet.isMissing(cell) && this.sheet.at(cell).refused === null);
    const elsewhere = cells.filter((cell) => this.sheet.isElsewhere(cell)).length;
    const outcome = this.acted(
      cells.map((cell) => {
        const typed = this.sheet.isElsewhere(cell) ? ELSEWHERE : code;
        return { cell, mark: { code: typed, minutes: null }, typed };
      }),
    );
    const none = this.sheet.isDue(this.selection.focus) ? "No mark is missing here." : "This register has not opened: nobody can be present yet.";
    const away = elsewhere > 0 ? ` ${elsewhere} of them ${ELSEWHERE}: due at another school.` : "";
    this.say(cells.length === 0 ? none : said(away ? "marked" : "marked present", outcome) + away);
  }

  /** Move by rows and columns on the screen; with `extend`, selecting. Whether it could. */
  step(down: number, across: number, extend = false): boolean {
    this.commit();
    const { focus } = this.selection;
    const columns = this.view.columnsShown();
    const place = columns.indexOf(this.sheet.columnOf(focus)) + across;
    const column = columns[place];
    const from = this.sheet.rowOf(focus);
    const row = down === 0 ? from : this.view.rowsFrom(from + down, down < 0 ? -1 : 1).next().value;
    if (column === undefined || row === undefined) return false;
    this.arrive(this.sheet.cellAt(row, column), extend);
    return true;
  }

  /** To an edge: of the row, of the column, or a corner of the grid. */
  edge(down: -1 | 0 | 1, across: -1 | 0 | 1, extend = false): void {
    this.commit();
    const { focus } = this.selection;
    const columns = this.view.columnsShown();
    const here = this.sheet.rowOf(focus);
    const row = down === 0 ? here : (this.view.rowsFrom(down < 0 ? 0 : this.sheet.rows - 1, down < 0 ? 1 : -1).next().value ?? here);
    const column = [columns[0], this.sheet.columnOf(focus), columns[columns.length - 1]][across + 1] ?? 0;
    this.arrive(this.sheet.cellAt(row, column), extend);
  }

  goTo(cell: number): void {
    if (cell !== this.selection.focus) this.commit();
    this.arrive(cell, false);
  }

  arrive(cell: number, extend: boolean): void {
    if (extend) this.selection.extendTo(cell);
    else this.selection.goTo(cell);
    this.view.goTo(cell);
  }

  private wait(text: string): void {
    this.pending = text;
    this.view.draw(this.selection.focus, text);
  }

  private enterText(text: string): void {
    const mark = parse(text);
    this.put(mark, text);
  }

  private acted(entries: readonly Entry[]): Outcome {
    const outcome = this.sheet.enter(entries);
    this.view.draw(this.selection.focus);
    this.onActed(outcome);
    return outcome;
  }

  private replayed(cells: readonly number[], done: string, none: string): void {
    this.pending = "";
    this.view.draw(this.selection.focus);
    const [first] = cells;
    if (first === undefined) {
      this.say(none);
      return;
    }
    if (!cells.includes(this.selection.focus)) this.arrive(first, false);
    this.onActed({ entered: cells.length, refused: [] });
    this.say(`${done}: ${counted(cells.length, "cell")}.`);
  }

  private rangeFill(): Entry[] {
    const sources = new Map<number, Held>();
    const entries: Entry[] = [];
    for (const cell of this.selection.cells()) {
      const column = this.sheet.columnOf(cell);
      if (!sources.has(column)) sources.set(column, this.sheet.at(cell).mark);
      else if (!this.sheet.isOff(cell)) {
        const mark = sources.get(column) ?? null;
        if (mark) entries.push({ cell, mark, typed: written(mark) });
      }
    }
    return entries;
  }

  private fillBelow(from: number): Entry[] | null {
    const { mark } = this.sheet.at(from);
    if (!mark) {
      this.say("This cell is missing: there is nothing to fill down.");
      return null;
    }
    return this.sheet
      .register(from)
      .filter((cell) => cell > from && !this.sheet.isOff(cell) && this.sheet.at(cell).mark === null && this.sheet.expected(cell) === null && this.sheet.at(cell).refused === null)
      .map((cell) => ({ cell, mark, typed: written(mark) }));
  }
}

/** "24 filled, 1 refused." */
export function said(what: string, { entered, refused }: Outcome): string {
  return `${entered} ${what}${refused.length > 0 ? `, ${refused.length} refused` : ""}.`;
}
