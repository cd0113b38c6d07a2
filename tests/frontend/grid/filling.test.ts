import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Board } from "./board.js";
import { column, enter, sheet, slot } from "./made.js";

const blank = (rows = 4) => sheet(Array.from({ length: rows }, () => ["", ""]));

describe("filling", () => {
  test("Ctrl-D takes one mark into the missing cells below, over nothing", () => {
    const board = new Board(sheet([["", ""], ["/", ""], ["", ""], ["N", ""], [null, ""]]), 2);
    board.press("d", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["", "/", "/", "N", ""]);
    assert.equal(board.heard, "1 filled.");
  });
  test("it puts in what waits first", () => {
    const board = new Board(blank(3));
    board.type("L", "9");
    board.press("d", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["L9", "L9", "L9"]);
  });
  test("of a range, the first cell of each column goes over the rest of it", () => {
    const board = new Board(sheet([["/", "I"], ["N", ""], ["", "S"]]));
    for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) board.press(key, { shift: true });
    board.press("d", { ctrl: true });
    assert.deepEqual([column(board.sheet), column(board.sheet, 1)], [["/", "/", "/"], ["I", "I", "I"]]);
  });
  test("from a missing cell there is nothing to fill, and nothing is done", () => {
    const board = new Board(blank());
    board.press("d", { ctrl: true });
    assert.match(board.heard, /nothing to fill down/);
    assert.deepEqual(board.sheet.changed(), []);
  });
  test("a refusal below is not filled over", () => {
    const board = new Board(sheet([["/", ""], ["", ""], ["", ""]]));
    enter(board.sheet, 2, "Q");
    board.press("d", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["/", "", "/"]);
  });
  test("Ctrl-/ marks the missing present: / in the morning, \\ in the afternoon", () => {
    const board = new Board(sheet([["", ""], ["N", ""], ["", "I"]]));
    board.press("/", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["/", "N", "/"]);
    assert.equal(board.heard, "2 marked present.");
    board.editor.goTo(1);
    board.press("?", { ctrl: true, shift: true });
    assert.deepEqual(column(board.sheet, 1), ["\\", "\\", "I"]);
  });
  test("who is due at another school then is D, not present", () => {
    const board = new Board(sheet([["", ""], ["", ""]], { elsewhere: [2] }));
    board.press("/", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["/", "D"]);
    assert.equal(board.heard, "2 marked. 1 of them D: due at another school.");
  });
  test("whom another place is to confirm is neither missing nor marked, by no filling", () => {
    const board = new Board(sheet([["", ""], ["", ""], ["", ""]], { expected: { 2: ["B", "off site"] } }));
    assert.equal(board.sheet.isMissing(2), false);
    board.press("/", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["/", "", "/"]);
    board.press("d", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["/", "", "/"]);
    enter(board.sheet, 2, "I");
    assert.equal(board.sheet.expected(2), null);
  });
  test("nobody is marked where a mark was refused, nor before the register opens", () => {
    const board = new Board(sheet([["", ""], ["", ""]], { slots: [slot(), slot({ due: false })] }));
    enter(board.sheet, 0, "Q");
    board.press("/", { ctrl: true });
    assert.deepEqual(column(board.sheet), ["", "/"]);
    board.editor.goTo(1);
    board.press("/", { ctrl: true });
    assert.match(board.heard, /has not opened/);
  });
});
