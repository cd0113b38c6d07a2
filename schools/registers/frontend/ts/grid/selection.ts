/** Which cell is focused and which are selected: a range from an anchor, or cells picked one by one. */
import type { Sheet } from "./model.js";

export class Selection {
  focus = 0;
  private anchor = 0;
  private picked = new Set<number>();
  /** Told which cells are selected now and were before. */
  onChange: (now: ReadonlySet<number>, before: ReadonlySet<number>) => void = () => undefined;

  constructor(private readonly sheet: Sheet) {}

  /** The selected cells, row by row; the focused one alone when none are. */
  cells(): number[] {
    return this.picked.size > 0 ? [...this.picked].sort((one, other) => one - other) : [this.focus];
  }

  get several(): boolean {
    return this.picked.size > 1;
  }

  has(cell: number): boolean {
    return this.picked.has(cell);
  }

  /** Go to a cell and select nothing else. */
  goTo(cell: number): void {
    this.focus = cell;
    this.anchor = cell;
    this.replace(new Set());
  }

  /** Go to a cell with all between it and the anchor selected. */
  extendTo(cell: number): void {
    this.focus = cell;
    const [top, bottom] = order(this.sheet.rowOf(this.anchor), this.sheet.rowOf(cell));
    const [left, right] = order(this.sheet.columnOf(this.anchor), this.sheet.columnOf(cell));
    const range = new Set<number>();
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) range.add(this.sheet.cellAt(row, column));
    }
    this.replace(range.size > 1 ? range : new Set());
  }

  /** The column of the focused register. */
  selectColumn(): void {
    const cells = this.sheet.register(this.focus);
    this.anchor = cells[0] ?? this.focus;
    this.replace(new Set(cells));
  }

  /** Add a cell to those picked, or take it out. */
  toggle(cell: number): void {
    this.focus = cell;
    this.anchor = cell;
    const next = new Set(this.picked);
    if (!next.delete(cell)) next.add(cell);
    this.replace(next);
  }

  clear(): void {
    this.anchor = this.focus;
    this.replace(new Set());
  }

  private replace(next: Set<number>): void {
    const before = this.picked;
    if (before.size === 0 && next.size === 0) return;
    this.picked = next;
    this.onChange(next, before);
  }
}

function order(one: number, other: number): [number, number] {
  return one <= other ? [one, other] : [other, one];
}
