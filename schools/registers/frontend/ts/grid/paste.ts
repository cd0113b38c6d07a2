/** Ranges as tab-separated text, as spreadsheets write and read them. */
import { written } from "./facts.js";
import type { Entry, Sheet } from "./model.js";
import { parse } from "./typing.js";

/** The smallest block of rows and columns around the cells, as text; cells outside the selection are blank. */
export function copied(sheet: Sheet, cells: readonly number[]): string {
  const chosen = new Set(cells);
  const rows = cells.map((cell) => sheet.rowOf(cell));
  const columns = cells.map((cell) => sheet.columnOf(cell));
  const lines: string[] = [];
  for (let row = Math.min(...rows); row <= Math.max(...rows); row++) {
    const line: string[] = [];
    for (let column = Math.min(...columns); column <= Math.max(...columns); column++) {
      const cell = sheet.cellAt(row, column);
      line.push(chosen.has(cell) ? written(sheet.at(cell).mark) : "");
    }
    lines.push(line.join("\t"));
  }
  return lines.join("\n");
}

/** One cell as spreadsheets write it, quoted where it holds a quote, a tab or the end of a line; then what ends it. */
const CELL = /("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)([\t\n]|$)/g;

/** The text of a spreadsheet as rows of cells. */
function block(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, cell = "", end] of text.replace(/\r\n?/g, "\n").replace(/\n$/, "").matchAll(CELL)) {
    row.push(/^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\t") continue;
    rows.push(row);
    row = [];
    if (end === "") break;
  }
  return rows;
}

/** What pasting enters; how many cells lay beyond the grid's edges, and where the group does not record the pupil. */
interface Pasted {
  readonly entries: Entry[];
  cut: number;
  unrecorded: number;
}

/**
 * What pasting `text` would enter. One copied cell goes into every selected one; a block begins at the first selected
 * cell and goes on over the rows and columns on the screen. Blank cells of the text change nothing.
 */
export function pasted(
  sheet: Sheet,
  text: string,
  selected: readonly number[],
  shown: { readonly columns: readonly number[]; readonly rows: readonly number[] },
): Pasted {
  const found: Pasted = { entries: [], cut: 0, unrecorded: 0 };
  const add = (cell: number, typed: string): void => {
    const mark = parse(typed);
    if (!mark) return;
    if (sheet.isOff(cell)) found.unrecorded++;
    else found.entries.push({ cell, mark, typed: typed.trim().replace(/\s+/g, " ") });
  };
  const rows = block(text);
  const only = rows.length === 1 && rows[0]?.length === 1 ? rows[0][0] : undefined;
  if (only !== undefined && selected.length > 1) {
    for (const cell of selected) add(cell, only);
    return found;
  }
  const top = shown.rows.indexOf(Math.min(...selected.map((cell) => sheet.rowOf(cell))));
  const left = shown.columns.indexOf(Math.min(...selected.map((cell) => sheet.columnOf(cell))));
  rows.forEach((line, down) => {
    line.forEach((typed, across) => {
      if (typed.trim() === "") return;
      const row = shown.rows[top + down];
      const column = shown.columns[left + across];
      if (row === undefined || column === undefined) found.cut++;
      else add(sheet.cellAt(row, column), typed);
    });
  });
  return found;
}
