/** How cells are numbered, row by row, and what lies where: the pupils, sessions and registers of a grid. Holds no mark. */
import type { GridFacts, SlotFacts } from "./facts.js";

export class Layout {
  readonly columns: number;
  readonly rows: number;
  private readonly elsewhere: ReadonlySet<number>;

  constructor(public facts: GridFacts) {
    this.columns = facts.slots.length;
    this.rows = facts.rows.length;
    this.elsewhere = new Set(facts.elsewhere);
  }

  rowOf(cell: number): number {
    return Math.floor(cell / this.columns);
  }

  columnOf(cell: number): number {
    return cell % this.columns;
  }

  cellAt(row: number, column: number): number {
    return row * this.columns + column;
  }

  slotOf(cell: number): SlotFacts {
    const slot = this.facts.slots[this.columnOf(cell)];
    if (!slot) throw new RangeError(`no column of cell ${cell}`);
    return slot;
  }

  pupilOf(cell: number): string {
    return this.facts.rows[this.rowOf(cell)]?.[0] ?? "";
  }

  nameOf(cell: number): string {
    return this.facts.rows[this.rowOf(cell)]?.[1] ?? "";
  }

  /** Whether this group does not record the pupil then. */
  isOff(cell: number): boolean {
    return (this.facts.rows[this.rowOf(cell)]?.[4][this.columnOf(cell)] ?? null) === null;
  }

  /** Whether the session is due at another school, where the pupil is registered too. */
  isElsewhere(cell: number): boolean {
    return this.elsewhere.has(cell);
  }

  /** The address of the register that a cell is saved through. */
  registerOf(cell: number): string {
    const group = this.facts.rows[this.rowOf(cell)]?.[2] ?? -1;
    return this.facts.groups[group]?.registers[this.columnOf(cell)] ?? "";
  }

  /** A register as people say it: "9B Thursday AM". */
  registerName(register: string): string {
    for (const group of this.facts.groups) {
      const column = group.registers.indexOf(register);
      if (column >= 0) return `${group.name} ${this.facts.slots[column]?.name ?? ""}`;
    }
    return "";
  }

  /** The rows of a cell's group: a column of one register. */
  rowsBeside(cell: number): number[] {
    const group = this.facts.rows[this.rowOf(cell)]?.[2];
    return [...this.facts.rows.keys()].filter((row) => this.facts.rows[row]?.[2] === group);
  }

  /** The cells of a cell's register: its column, as far as its group goes. */
  register(cell: number): number[] {
    const column = this.columnOf(cell);
    return this.rowsBeside(cell).map((row) => this.cellAt(row, column));
  }
}
