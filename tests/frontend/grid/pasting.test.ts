import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Board } from "./board.js";
import { column, enter, sheet } from "./made.js";

const blank = (rows = 3) => sheet(Array.from({ length: rows }, () => ["", ""]));

describe("copying", () => {
  test("a range is lines of cells between tabs", () => {
    const board = new Board(sheet([["/", "L 12"], ["", "N"]]));
    board.press("ArrowDown", { shift: true });
    board.press("ArrowRight", { shift: true });
    assert.equal(board.take("copy"), "/\tL12\n\tN");
    assert.equal(board.heard, "4 cells copied.");
  });
  test("cells picked apart keep their places, with blanks between", () => {
    const board = new Board(sheet([["/", "I"], ["N", "S"]]));
    for (const cell of [0, 3]) board.selection.toggle(cell);
    assert.equal(board.take("copy"), "/\t\n\tS");
  });
  test("cutting puts back to missing what it took", () => {
    const board = new Board(sheet([["N", ""]]));
    assert.equal(board.take("cut"), "N");
    assert.deepEqual(column(board.sheet), [""]);
  });
});

describe("pasting", () => {
  test("a block begins at the focused cell", () => {
    const board = new Board(blank(), 2);
    board.paste("/\t\\\r\nl 12\tI\r\n");
    assert.deepEqual([column(board.sheet), column(board.sheet, 1)], [["", "/", "L12"], ["", "\\", "I"]]);
    assert.equal(board.heard, "4 pasted.");
  });
  test("one cell goes into every selected one", () => {
    const board = new Board(blank());
    board.press("a", { ctrl: true });
    board.paste("N");
    assert.deepEqual(column(board.sheet), ["N", "N", "N"]);
  });
  test("blank cells of the text change nothing", () => {
    const board = new Board(sheet([["/", ""], ["N", ""], ["", ""]]));
    board.paste("\nI\n \n");
    assert.deepEqual(column(board.sheet), ["/", "I", ""]);
  });
  test("what lies beyond the grid, or where the pupil is not recorded, is counted and left out", () => {
    const board = new Board(sheet([["", ""], [null, ""]]));
    board.paste("/\t\\\tI\t \n/\n/\n\t");
    assert.deepEqual(column(board.sheet), ["/", ""]);
    assert.equal(board.heard, "2 pasted. 2 cells lay beyond the grid and were left out. 1 cell lay where the pupil is not in the group and was left out.");
  });
  test("cells in quotes are read as spreadsheets write them", () => {
    const board = new Board(blank());
    board.paste('"L\n12"\tI\n"say ""no"""');
    assert.deepEqual(column(board.sheet), ["L12", "", ""]);
    assert.equal(board.sheet.at(2).refused?.typed, 'say "no"');
  });
  test("it goes on over the rows and columns on the screen", () => {
    const board = new Board(blank());
    board.screen.hiddenRows.add(1);
    board.paste("/\nN");
    assert.deepEqual(column(board.sheet), ["/", "", "N"]);
  });
  test("refused cells are counted, and all of it is one act to undo", () => {
    const board = new Board(blank());
    board.paste("/\nQ\nI");
    assert.equal(board.heard, "2 pasted, 1 refused.");
    board.press("z", { ctrl: true });
    assert.deepEqual([column(board.sheet), board.sheet.refusedCells()], [["", "", ""], []]);
  });
  test("what waits in the cell gives way to it", () => {
    const board = new Board(blank());
    board.type("L");
    board.paste("N");
    assert.deepEqual([board.editor.typing, column(board.sheet)], [false, ["N", "", ""]]);
  });
  test("nothing on the clipboard says so", () => {
    const board = new Board(blank());
    enter(board.sheet, 0, "N");
    board.paste(" \n");
    assert.equal(board.heard, "There is no text to paste.");
    assert.deepEqual(board.sheet.changed(), [0]);
  });
});
