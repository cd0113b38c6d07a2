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

/** One cell of a spreadsheet's text without the quotes it puts around some. */
function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/**
 * What pasting `text` would enter. One copied cell goes into every selected one; a block begins at the first selected
 * cell and is cut off at the grid's edges (`cut` counts). Blank cells of the text change nothing.
 */
export function pasted(
  sheet: Sheet,
  text: string,
  selected: readonly number[],
  columnsShown: readonly number[],
): { entries: Entry[]; cut: number } {
  const block = text
    .replace(/\r\n?/g, "\n")
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split("\t").map(unquoted));
  const entries: Entry[] = [];
  let cut = 0;
  const add = (cell: number, typed: string): void => {
    const mark = parse(typed);
    if (mark) entries.push({ cell, mark, typed: typed.trim() });
  };
  const only = block.length === 1 && block[0]?.length === 1 ? block[0][0] : undefined;
  if (only !== undefined && selected.length > 1) {
    for (const cell of selected) if (!sheet.isOff(cell)) add(cell, only);
    return { entries, cut };
  }
  const top = Math.min(...selected.map((cell) => sheet.rowOf(cell)));
  const left = columnsShown.indexOf(Math.min(...selected.map((cell) => sheet.columnOf(cell))));
  block.forEach((line, down) => {
    line.forEach((typed, across) => {
      const column = columnsShown[left + across];
      if (typed.trim() === "") return;
      if (column === undefined || top + down >= sheet.rows) cut++;
      else add(sheet.cellAt(top + down, column), typed);
    });
  });
  return { entries, cut };
}
