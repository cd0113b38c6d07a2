/** The table on the page: draws a cell as it stands, says it, and keeps one cell in the tab order (roving tabindex). */
import type { Held } from "./facts.js";
import { same } from "./facts.js";
import type { Sheet } from "./model.js";

const ABSENT = new Set(["a", "u", "n"]);

/** A mark read aloud: "L, 12 minutes late", "I, illness", "missing", "not yet due". */
export function saidMark(sheet: Sheet, cell: number, mark: Held): string {
  const awaited = mark === null ? sheet.expected(cell) : null;
  if (awaited) return `expected elsewhere, ${awaited[0]}, ${awaited[1]}, not confirmed there yet`;
  if (mark === null) return sheet.isDue(cell) ? "missing" : sheet.slotOf(cell).held ? "not yet due" : "no session";
  if (mark.minutes !== null) return `${mark.code}, ${mark.minutes} minute${mark.minutes === 1 ? "" : "s"} late`;
  const stands = same(mark, sheet.at(cell).held);
  const [waits, by] = [stands && sheet.isPlanned(cell), stands ? sheet.plannedBy(cell) : ""];
  const plan = by ? `, planned: ${by}${waits ? ", to confirm" : ""}` : waits ? ", planned, to confirm" : "";
  return `${mark.code}, ${sheet.facts.codes[mark.code]?.[1] ?? "unknown code"}${plan}`;
}

/** A mark as it stands in a register. */
export function markElement(sheet: Sheet, mark: Held): HTMLElement {
  const span = document.createElement("span");
  span.className = `mk ${mark === null ? "m" : (sheet.facts.codes[mark.code]?.[0] ?? "x")}`;
  if (mark !== null) {
    span.append(mark.code);
    if (mark.minutes !== null) {
      const minutes = document.createElement("small");
      minutes.textContent = String(mark.minutes);
      span.append(minutes);
    }
  }
  return span;
}

export class View {
  private readonly places = new Map<Element, number>();
  private readonly boxes: HTMLElement[] = [];
  private readonly totals: HTMLElement[] = [];
  private stop: HTMLElement | null = null;

  /** `table` is the table, or what holds several whose rows follow on. Its cells are said with the name and can be focused from now. */
  constructor(
    readonly table: HTMLElement,
    private readonly sheet: Sheet,
  ) {
    for (const row of table.querySelectorAll("tbody > tr")) {
      for (const box of row.querySelectorAll<HTMLElement>("td[aria-label]")) {
        const cell = this.boxes.push(box) - 1;
        this.places.set(box, cell);
        box.setAttribute("tabindex", "-1");
        box.setAttribute("aria-label", `${sheet.nameOf(cell)}, ${box.getAttribute("aria-label") ?? ""}`);
      }
      const total = row.querySelector<HTMLElement>(".tot");
      if (total) this.totals.push(total);
    }
  }

  box(cell: number): HTMLElement {
    const found = this.boxes[cell];
    if (!found) throw new RangeError(`no box of cell ${cell}`);
    return found;
  }

  /** The cell an event came from, or null. */
  cellOf(target: EventTarget | null): number | null {
    const box = target instanceof Element ? target.closest("td[aria-label]") : null;
    return box ? (this.places.get(box) ?? null) : null;
  }

  /** The columns on the screen: a narrow one shows a day. */
  columnsShown(): number[] {
    const columns: number[] = [];
    const row = this.rowsFrom(0, 1).next().value ?? 0;
    for (let column = 0; column < this.sheet.columns; column++) {
      if (this.isShown(this.sheet.cellAt(row, column))) columns.push(column);
    }
    return columns;
  }

  /** The rows on the screen from one on, down (1) or up (-1): a narrow screen leaves out whom nobody has to act on. */
  *rowsFrom(row: number, step: 1 | -1): Generator<number> {
    for (let at = row; at >= 0 && at < this.sheet.rows; at += step) {
      if ((this.boxes[this.sheet.cellAt(at, 0)]?.parentElement?.getClientRects().length ?? 0) > 0) yield at;
    }
  }

  /** The cell itself when it is on the screen, else one near it that is. */
  nearestShown(cell: number): number {
    const from = this.sheet.rowOf(cell);
    const row = this.rowsFrom(from, 1).next().value ?? this.rowsFrom(from, -1).next().value ?? from;
    const [columns, wanted] = [this.columnsShown(), this.sheet.columnOf(cell)];
    const column = columns.includes(wanted) ? wanted : columns.includes(this.sheet.facts.column) ? this.sheet.facts.column : columns[0];
    return this.sheet.cellAt(row, column ?? wanted);
  }

  private isShown(cell: number): boolean {
    return (this.boxes[cell]?.getClientRects().length ?? 0) > 0;
  }

  /** The name at the head of a cell's row, when it leads somewhere. */
  nameLink(cell: number): HTMLElement | null {
    return this.box(cell).parentElement?.querySelector<HTMLElement>("th a") ?? null;
  }

  /** The head of a cell's column, when it leads somewhere. */
  headLink(cell: number): HTMLElement | null {
    const rows = this.box(cell).closest("table")?.tHead?.rows;
    return rows?.[rows.length - 1]?.cells[this.sheet.columnOf(cell)]?.querySelector<HTMLElement>("a") ?? null;
  }

  /** Put the one tab stop on a cell; with `focus`, go there, clear of the sticky parts. */
  goTo(cell: number, focus = true): void {
    const box = this.box(cell);
    if (this.stop !== box) {
      this.stop?.setAttribute("tabindex", "-1");
      box.setAttribute("tabindex", "0");
      this.stop = box;
    }
    if (!focus) return;
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  draw(cell: number, pending?: string): void {
    const box = this.box(cell);
    if (this.sheet.isOff(cell)) return;
    const { mark, refused } = this.sheet.at(cell);
    const changed = this.sheet.isChanged(cell);
    box.classList.toggle("changed", changed);
    box.classList.toggle("refused", refused !== null);
    if (refused) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
    box.replaceChildren(...this.inside(cell, pending));
    const by = this.sheet.plannedBy(cell);
    const tip = by ? `Planned: ${by}` : mark === null && this.sheet.expected(cell) ? saidMark(this.sheet, cell, mark) : "";
    if (tip) box.title = tip;
    else box.removeAttribute("title");
    const tail = refused ? `, not saved, ${refused.typed || "missing"} refused: ${refused.words}` : changed ? ", not saved" : "";
    box.setAttribute("aria-label", `${this.sheet.nameOf(cell)}, ${this.sheet.slotOf(cell).name}, ${saidMark(this.sheet, cell, mark)}${tail}`);
  }

  drawSelected(cell: number, selected: boolean): void {
    const box = this.box(cell);
    box.classList.toggle("chosen", selected);
    if (selected) box.setAttribute("aria-selected", "true");
    else box.removeAttribute("aria-selected");
  }

  /** A group's column in which every mark is missing is drawn as one dashed column, not as thirty boxes. */
  drawColumn(cell: number): void {
    const here = this.sheet.register(cell).filter((one) => !this.sheet.isOff(one));
    const empty = (one: number): boolean => (this.sheet.isMissing(one) || this.sheet.expected(one) !== null) && this.sheet.at(one).refused === null;
    const gone = here.length > 1 && here.every(empty) && here.some((one) => this.sheet.isMissing(one));
    for (const one of here) this.box(one).classList.toggle("gone", gone);
  }

  /** Sessions absent in a row, as it stands on the page. */
  drawTotal(row: number): void {
    const total = this.totals[row];
    if (!total) return;
    let absent = 0;
    for (let column = 0; column < this.sheet.columns; column++) {
      const cell = this.sheet.cellAt(row, column);
      const { mark } = this.sheet.at(cell);
      // What is planned is missed by nobody yet.
      if (!this.sheet.isDue(cell) || (this.sheet.isPlanned(cell) && !this.sheet.isChanged(cell))) continue;
      if (mark && ABSENT.has(this.sheet.facts.codes[mark.code]?.[0] ?? "")) absent++;
    }
    total.textContent = absent === 0 ? "–" : String(absent);
  }

  private inside(cell: number, pending: string | undefined): HTMLElement[] {
    const { mark, refused } = this.sheet.at(cell);
    const awaited = this.sheet.expected(cell);
    if (pending !== undefined && pending !== "") return [textMark("typing", pending)];
    if (refused) return [textMark("tried", refused.typed)];
    if (awaited) return [textMark("w", awaited[0])];
    if (mark === null && !this.sheet.isDue(cell)) return [];
    const drawn = markElement(this.sheet, mark);
    drawn.classList.toggle("planned", this.sheet.isPlanned(cell) && !this.sheet.isChanged(cell));
    return [drawn];
  }
}

function textMark(kind: string, text: string): HTMLElement {
  const span = document.createElement("span");
  span.className = `mk ${kind}`;
  span.textContent = text.length > 4 ? `${text.slice(0, 3)}…` : text;
  return span;
}
