import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Choices } from "../../../schools/registers/frontend/ts/grid/choices.js";
import { column, enter, mark, sheet } from "./made.js";

/** Three cells both changed: mine are /, theirs N, I and none. */
function made() {
  const grid = sheet([["", ""], ["", ""], ["", ""]]);
  for (const cell of [0, 2, 4]) enter(grid, cell, "/");
  const theirs = [mark("N"), mark("I"), null];
  const choices = new Choices([0, 2, 4].map((cell, at) => ({ cell, mine: mark("/"), theirs: theirs[at] ?? null, by: "", position: "", at: null })));
  return { grid, choices };
}

describe("choosing between theirs and mine", () => {
  test("each cell gets what was chosen for it, and the server has theirs in all", () => {
    const { grid, choices } = made();
    choices.choose(0, "theirs");
    choices.choose(1, "mine");
    choices.choose(2, "mine");
    assert.equal(choices.settle(grid), true);
    assert.deepEqual(column(grid), ["N", "/", "/"]);
    assert.deepEqual([0, 2, 4].map((cell) => grid.at(cell).held), [mark("N"), mark("I"), null]);
    assert.deepEqual(grid.changed(), [2, 4]);
  });
  test("the save that follows names theirs as what was seen", () => {
    const { grid, choices } = made();
    choices.all("mine");
    choices.settle(grid);
    assert.deepEqual([...grid.asks().values()].flat().map(({ was }) => was), [mark("N"), mark("I"), null]);
  });
  test("all theirs leaves nothing to save", () => {
    const { grid, choices } = made();
    choices.all("theirs");
    assert.equal(choices.settle(grid), false);
    assert.deepEqual([column(grid), grid.changed()], [["N", "I", ""], []]);
  });
  test("the last choice counts", () => {
    const { choices } = made();
    choices.choose(1, "mine");
    choices.choose(1, "theirs");
    assert.equal(choices.at(1), "theirs");
  });
  test("nothing is chosen of itself, and the first that is open is known", () => {
    const { choices } = made();
    assert.deepEqual([choices.at(0), choices.open], [null, 0]);
    choices.choose(0, "mine");
    assert.equal(choices.open, 1);
    choices.all("theirs");
    assert.equal(choices.open, null);
  });
  test("a key leads to the next, after the last to one passed over, and then nowhere", () => {
    const { choices } = made();
    assert.deepEqual([choices.after(0), choices.after(1)], [1, 2]);
    choices.choose(0, "mine");
    choices.choose(2, "mine");
    assert.equal(choices.after(2), 1);
    choices.choose(1, "theirs");
    assert.equal(choices.after(2), null);
  });
  test("a choice for a place that is not there is none", () => {
    const { choices } = made();
    choices.choose(7, "mine");
    assert.deepEqual([choices.at(7), choices.open], [null, 0]);
  });
});
