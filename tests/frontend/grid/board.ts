/** A keyboard on a grid without a page: keys go in as a browser would send them, and what the editor asked of the page is kept. */
import type { View } from "../../../schools/registers/frontend/ts/grid/draw.js";
import { Editor } from "../../../schools/registers/frontend/ts/grid/editor.js";
import { listenForKeys } from "../../../schools/registers/frontend/ts/grid/keys.js";
import type { Outcome, Sheet } from "../../../schools/registers/frontend/ts/grid/model.js";
import { Selection } from "../../../schools/registers/frontend/ts/grid/selection.js";

/** What the editor asks of the table on the page: which rows and columns are on the screen, and to draw and go. */
class Screen {
  readonly table = new EventTarget();
  readonly hiddenRows = new Set<number>();
  readonly hiddenColumns = new Set<number>();
  /** What waits in the cell, as drawn. */
  pending = "";
  at = 0;
  /** Links that were gone to: "name 2", "head 1". */
  readonly left: string[] = [];

  constructor(private readonly sheet: Sheet) {}

  cellOf(): number {
    return this.at;
  }

  columnsShown(): number[] {
    return Array.from({ length: this.sheet.columns }, (_, column) => column).filter((column) => !this.hiddenColumns.has(column));
  }

  *rowsFrom(row: number, step: 1 | -1): Generator<number> {
    for (let at = row; at >= 0 && at < this.sheet.rows; at += step) if (!this.hiddenRows.has(at)) yield at;
  }

  goTo(cell: number): void {
    this.at = cell;
  }

  draw(_cell: number, pending = ""): void {
    this.pending = pending;
  }

  nameLink(cell: number): { focus: () => void } {
    return { focus: () => { this.left.push(`name ${this.sheet.rowOf(cell)}`); } };
  }

  headLink(cell: number): { focus: () => void } {
    return { focus: () => { this.left.push(`head ${this.sheet.columnOf(cell)}`); } };
  }
}

export interface Keys {
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
  readonly altGraph?: boolean;
  readonly composing?: boolean;
}

export class Board {
  readonly screen: Screen;
  readonly editor: Editor;
  readonly selection: Selection;
  readonly said: string[] = [];
  readonly outcomes: Outcome[] = [];
  /** Dialogs asked for: "keys", "palette". */
  readonly shown: string[] = [];

  constructor(
    readonly sheet: Sheet,
    cell = 0,
  ) {
    this.screen = new Screen(sheet);
    this.selection = new Selection(sheet);
    this.editor = new Editor(sheet, this.selection, this.screen as unknown as View);
    this.editor.say = (words) => { this.said.push(words); };
    this.editor.onActed = (outcome) => { this.outcomes.push(outcome); };
    listenForKeys(this.editor, {
      showKeys: () => { this.shown.push("keys"); },
      showPalette: () => { this.shown.push("palette"); },
      reads: false,
    });
    this.editor.arrive(cell, false);
  }

  /** Press one key. Whether the page took it, so that the browser does nothing with it. */
  press(key: string, held: Keys = {}): boolean {
    return this.send("keydown", {
      key,
      ctrlKey: held.ctrl ?? held.altGraph ?? false,
      metaKey: held.meta ?? false,
      shiftKey: held.shift ?? false,
      altKey: held.alt ?? held.altGraph ?? false,
      isComposing: held.composing ?? false,
      getModifierState: (name: string) => name === "AltGraph" && (held.altGraph ?? false),
    });
  }

  /** Press the keys of a text one by one; a name in the list is one key: type("L", "1", "2", "Enter"). */
  type(...keys: readonly string[]): void {
    for (const key of keys) this.press(key);
  }

  /** Copy or cut: what is on the clipboard then. */
  take(kind: "copy" | "cut"): string {
    let text = "";
    this.send(kind, { clipboardData: { setData: (_type: string, data: string) => { text = data; } } });
    return text;
  }

  paste(text: string): void {
    this.send("paste", { clipboardData: { getData: () => text } });
  }

  get heard(): string {
    return this.said[this.said.length - 1] ?? "";
  }

  private send(kind: string, fields: Readonly<Record<string, unknown>>): boolean {
    const event = new Event(kind, { cancelable: true });
    for (const [name, value] of Object.entries(fields)) Object.defineProperty(event, name, { value });
    return !this.screen.table.dispatchEvent(event);
  }
}
