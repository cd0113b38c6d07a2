import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Board } from "./board.js";
import { AFTERNOON, column, enter, mark, sheet, slot } from "./made.js";

const blank = (rows = 4) => sheet(Array.from({ length: rows }, () => ["", ""]));

describe("typing codes", () => {
  test("each goes in and leads to the next pupil", () => {
    const board = new Board(blank());
    board.type("/", "n", "i");
    assert.deepEqual(column(board.sheet), ["/", "N", "I", ""]);
    assert.equal(board.screen.at, 6);
  });
  test("L12 waits in the cell, is seen there, and goes in with the next code", () => {
    const board = new Board(blank());
    board.type("l", "1", "2");
    assert.equal(board.screen.pending, "L12");
    assert.deepEqual(column(board.sheet), ["", "", "", ""]);
    board.type("/");
    assert.deepEqual(column(board.sheet), ["L12", "/", "", ""]);
  });
  test("Enter and the arrows put in what waits", () => {
    for (const [key, cell] of [["Enter", 2], ["ArrowDown", 2], ["ArrowRight", 1]] as const) {
      const board = new Board(blank());
      board.type("L", "7", key);
      assert.deepEqual(board.sheet.at(0).mark, mark("L", 7), key);
      assert.equal(board.screen.at, cell, key);
    }
  });
  test("Backspace takes back the last character that waits, else the mark", () => {
    const board = new Board(sheet([["/", ""]]));
    board.type("L", "1", "Backspace");
    assert.equal(board.screen.pending, "L");
    board.type("Backspace", "Backspace");
    assert.deepEqual(column(board.sheet), [""]);
  });
  test("digits alone change the minutes of an L that stands there", () => {
    const board = new Board(sheet([["L 12", ""], ["", ""]]));
    board.type("2", "5", "Enter");
    assert.deepEqual(column(board.sheet), ["L25", ""]);
  });
  test("digits alone elsewhere are not taken, and it is said why", () => {
    const board = new Board(sheet([["/", ""]]));
    board.type("5");
    assert.match(board.heard, /begins with a letter/);
    assert.deepEqual(column(board.sheet), ["/"]);
  });
  test("C1 is one code, and C with a letter after it is two", () => {
    const board = new Board(blank());
    board.type("c", "1", "c", "n");
    assert.deepEqual(column(board.sheet), ["C1", "C", "N", ""]);
  });
  test("a refused code stays a refusal in its cell, and the focus goes on", () => {
    const board = new Board(blank(2));
    board.type("q");
    assert.deepEqual(board.outcomes, [{ entered: 0, refused: [0] }]);
    assert.equal(board.screen.at, 2);
  });
  test("after the last pupil the next code is not lost in silence", () => {
    const board = new Board(blank(1));
    board.type("L", "5", "/");
    assert.deepEqual(column(board.sheet), ["L5"]);
    assert.equal(board.heard, "This is the last pupil.");
  });
  test("one code fills what is selected, and the focus stays", () => {
    const board = new Board(blank());
    board.press("ArrowDown", { shift: true });
    board.press("ArrowRight", { shift: true });
    board.type("i");
    assert.deepEqual([column(board.sheet), column(board.sheet, 1)], [["I", "I", "", ""], ["I", "I", "", ""]]);
    assert.equal(board.screen.at, 3);
  });
  test("a code typed right after it is not lost in silence", () => {
    const board = new Board(blank());
    board.press("ArrowDown", { shift: true });
    board.type("L", "3");
    assert.equal(board.heard, "");
    board.type("n");
    assert.deepEqual(column(board.sheet), ["L3", "L3", "", ""]);
    assert.match(board.heard, /selection was filled/);
  });
  test("going to another cell puts in what waits, a press on the same one does not", () => {
    const board = new Board(blank());
    board.type("L", "4");
    board.editor.goTo(0);
    assert.equal(board.editor.typing, true);
    board.editor.goTo(6);
    assert.deepEqual(column(board.sheet), ["L4", "", "", ""]);
  });
  test("AltGr types a character, Ctrl and Alt alone do not", () => {
    const board = new Board(blank());
    assert.equal(board.press("\\", { altGraph: true }), true);
    assert.equal(board.press("i", { alt: true }), false);
    assert.equal(board.press("s", { ctrl: true }), false);
    assert.deepEqual(column(board.sheet), ["\\", "", "", ""]);
  });
  test("keys of a word that is still being composed are left to the browser", () => {
    const board = new Board(blank());
    assert.equal(board.press("i", { composing: true }), false);
    assert.deepEqual(column(board.sheet), ["", "", "", ""]);
  });
});

describe("moving", () => {
  test("arrows go by one, and stop at the edges", () => {
    const board = new Board(blank(2));
    board.type("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight");
    assert.equal(board.screen.at, 3);
  });
  test("up from the first row is the column's head, left of the first column the pupil's name", () => {
    const board = new Board(blank(), 0);
    board.type("ArrowUp", "ArrowLeft");
    for (const key of ["ArrowUp", "ArrowLeft"]) board.press(key, { shift: true });
    assert.deepEqual(board.screen.left, ["head 0", "name 0"]);
    const inside = new Board(blank(), 3);
    inside.type("ArrowUp", "ArrowLeft");
    assert.deepEqual([inside.screen.left, inside.screen.at], [[], 0]);
  });
  test("rows and columns that are not on the screen are passed over", () => {
    const board = new Board(blank());
    board.screen.hiddenRows.add(1);
    board.type("/");
    assert.equal(board.screen.at, 4);
    board.screen.hiddenColumns.add(1);
    board.type("ArrowRight");
    assert.equal(board.screen.at, 4);
  });
  test("Home, End and Ctrl go to the edges and corners", () => {
    const board = new Board(blank(), 2);
    const seen = [
      ["End", false], ["Home", false], ["ArrowDown", true], ["ArrowUp", true], ["End", true], ["Home", true],
    ].map(([key, ctrl]) => (board.press(key as string, { ctrl: ctrl as boolean }), board.screen.at));
    assert.deepEqual(seen, [3, 2, 6, 0, 7, 0]);
  });
  test("going to an edge puts in what waits", () => {
    const board = new Board(blank());
    board.type("L", "8", "End");
    assert.deepEqual([column(board.sheet)[0], board.screen.at], ["L8", 1]);
  });
  test("Shift-Enter goes up", () => {
    const board = new Board(blank(), 4);
    board.press("Enter", { shift: true });
    assert.equal(board.screen.at, 2);
  });
});

describe("selecting", () => {
  test("Shift and arrows select from where one began, and give back what one leaves", () => {
    const board = new Board(blank(), 2);
    for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"]) board.press(key, { shift: true });
    assert.deepEqual(board.selection.cells(), [2, 3, 4, 5]);
    board.type("ArrowDown");
    assert.deepEqual(board.selection.cells(), [7]);
  });
  test("Ctrl-A selects the register, and says how much", () => {
    const board = new Board(blank(), 3);
    board.press("a", { ctrl: true });
    assert.deepEqual(board.selection.cells(), [1, 3, 5, 7]);
    assert.equal(board.heard, "4 cells selected.");
    board.press("ArrowUp", { shift: true });
    assert.deepEqual(board.selection.cells(), [1]); // from its first cell on
  });
  test("cells picked one by one are put back by picking them again", () => {
    const board = new Board(blank());
    for (const cell of [0, 5, 0, 6]) board.selection.toggle(cell);
    assert.deepEqual(board.selection.cells(), [5, 6]);
    board.type("Delete");
    assert.equal(board.outcomes[0]?.entered, 2);
  });
  test("whoever draws is told what is selected now and was before", () => {
    const board = new Board(blank());
    const told: number[][][] = [];
    board.selection.onChange = (now, before) => { told.push([[...before], [...now]]); };
    board.press("ArrowDown", { shift: true });
    board.type("ArrowDown", "ArrowDown");
    assert.deepEqual(told, [[[], [0, 2]], [[0, 2], []]]);
  });
});

describe("taking back", () => {
  test("Ctrl-Z undoes an act, Ctrl-Y and Ctrl-Shift-Z do it again, and the focus goes there", () => {
    const board = new Board(blank());
    board.type("/", "i");
    board.press("z", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["/", "", "", ""]);
    assert.deepEqual([board.screen.at, board.heard], [2, "Undone: 1 cell."]);
    board.press("z", { meta: true });
    board.press("y", { ctrl: true });
    board.press("Z", { ctrl: true, shift: true });
    assert.deepEqual(column(board.sheet), ["/", "I", "", ""]);
    board.press("y", { ctrl: true });
    assert.equal(board.heard, "Nothing to do again.");
  });
  test("doing again drops what waits, and selects nothing on the way", () => {
    const board = new Board(blank());
    board.type("/", "i");
    board.press("z", { ctrl: true });
    board.editor.goTo(6);
    board.type("L", "4");
    board.press("y", { ctrl: true });
    assert.deepEqual([column(board.sheet), board.screen.at, board.selection.cells()], [["/", "I", "", ""], 2, [2]]);
    assert.deepEqual([board.editor.typing, board.screen.pending], [false, ""]);
  });
  test("a code from the list takes the place of what waits", () => {
    const board = new Board(blank());
    board.type("L");
    board.editor.put(mark("N"), "N");
    assert.deepEqual([board.editor.typing, column(board.sheet)], [false, ["N", "", "", ""]]);
  });
  test("first of all it takes back what waits", () => {
    const board = new Board(blank());
    board.type("/", "L", "1");
    board.press("z", { ctrl: true });
    assert.deepEqual([board.screen.pending, column(board.sheet)], ["", ["/", "", "", ""]]);
  });
  test("Esc drops what waits, then the selection, then what is typed in the cell", () => {
    const board = new Board(sheet([["/", ""], ["", ""]]));
    enter(board.sheet, 0, "I");
    board.press("ArrowDown", { shift: true });
    board.type("L", "Escape");
    assert.equal(board.selection.several, true);
    board.type("Escape");
    assert.equal(board.selection.several, false);
    board.type("ArrowUp", "Escape");
    assert.deepEqual(board.sheet.changed(), []);
  });
  test("Delete puts the selected back to missing where that may be", () => {
    const board = new Board(sheet([["/", ""], [null, ""], ["N", ""]]));
    board.press("a", { ctrl: true });
    board.type("Delete");
    assert.deepEqual(column(board.sheet), ["", "", ""]);
    assert.deepEqual(board.outcomes, [{ entered: 2, refused: [] }]);
  });
});

describe("other keys", () => {
  test("? shows the keys; F2 and Alt-Down show the codes, with what waits put in first", () => {
    const board = new Board(sheet([["", ""]], { slots: [slot(), AFTERNOON] }));
    board.type("?", "L", "5", "F2");
    board.press("ArrowDown", { alt: true });
    assert.deepEqual(board.shown, ["keys", "palette", "palette"]);
    assert.deepEqual(column(board.sheet), ["L5"]);
  });
  test("keys that mean nothing here are left to the browser", () => {
    const board = new Board(blank());
    assert.deepEqual([board.press("Tab"), board.press("F5"), board.press("p", { ctrl: true })], [false, false, false]);
  });
});
