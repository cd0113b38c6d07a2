import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AFTERNOON, column, enter, facts, group, mark, place, sheet, slot, WORDS } from "./made.js";

const SHUT = slot({ phase: "shut" });

describe("entering", () => {
  test("cells begin as the server has them", () => {
    const grid = sheet([["/", "L 12"], ["", null]]);
    assert.deepEqual(grid.at(1), { held: mark("L", 12), mark: mark("L", 12), refused: null });
    assert.deepEqual(grid.at(2).mark, null);
    assert.deepEqual(grid.changed(), []);
  });
  test("a mark that stands is a change until the cell is as the server has it again", () => {
    const grid = sheet([["/"]]);
    assert.equal(enter(grid, 0, "I"), true);
    assert.deepEqual(grid.changed(), [0]);
    enter(grid, 0, "/");
    assert.deepEqual(grid.changed(), []);
  });
  test("other minutes are another mark", () => {
    const grid = sheet([["L 12"]]);
    enter(grid, 0, "L", 13);
    assert.deepEqual(grid.changed(), [0]);
  });
  test("a refused mark leaves what stood there, with the words and what was typed", () => {
    const grid = sheet([["/"]]);
    assert.equal(enter(grid, 0, "L", 45), false);
    assert.deepEqual(grid.at(0).mark, mark("/"));
    assert.equal(grid.at(0).refused?.typed, "L45");
    assert.match(grid.at(0).refused?.words ?? "", /use U/);
    assert.deepEqual(grid.changed(), []);
    assert.deepEqual(grid.refusedCells(), [0]);
  });
  test("a mark that stands takes the refusal away", () => {
    const grid = sheet([["/"]]);
    enter(grid, 0, "Q");
    enter(grid, 0, "I");
    assert.deepEqual(grid.refusedCells(), []);
  });
  test("each cell of an act is judged by itself", () => {
    const grid = sheet([["", ""], ["", null]]);
    const outcome = grid.enter([0, 1, 2, 3].map((cell) => ({ cell, mark: mark("N"), typed: "N" })));
    assert.deepEqual(outcome, { entered: 3, refused: [3] });
  });
  test("whoever draws the page is told which cells look different", () => {
    const grid = sheet([["/", "/"]]);
    const told: number[][] = [];
    grid.onChange = (cells) => { told.push([...cells]); };
    enter(grid, 1, "I");
    enter(grid, 1, "I"); // nothing new
    assert.deepEqual(told, [[1]]);
  });
});

describe("undoing", () => {
  test("one act is undone and done again as one", () => {
    const grid = sheet([["", ""], ["", ""]]);
    grid.enter([0, 2].map((cell) => ({ cell, mark: mark("/"), typed: "/" })));
    assert.deepEqual(grid.undo(), [0, 2]);
    assert.deepEqual(column(grid), ["", ""]);
    assert.deepEqual(grid.redo(), [0, 2]);
    assert.deepEqual(column(grid), ["/", "/"]);
  });
  test("acts are undone from the last to the first", () => {
    const grid = sheet([[""]]);
    for (const code of ["/", "I", "N"]) enter(grid, 0, code);
    grid.undo();
    assert.deepEqual(column(grid), ["I"]);
    grid.undo();
    assert.deepEqual(column(grid), ["/"]);
  });
  test("a refusal is undone too, and brings back the one before", () => {
    const grid = sheet([[""]]);
    enter(grid, 0, "Q");
    enter(grid, 0, "/");
    grid.undo();
    assert.equal(grid.at(0).refused?.typed, "Q");
    grid.undo();
    assert.equal(grid.at(0).refused, null);
  });
  test("a new act forgets what was undone", () => {
    const grid = sheet([[""]]);
    enter(grid, 0, "/");
    grid.undo();
    enter(grid, 0, "I");
    assert.deepEqual(grid.redo(), []);
    assert.deepEqual(column(grid), ["I"]);
  });
  test("an act that changes nothing is none", () => {
    const grid = sheet([["/"]]);
    enter(grid, 0, "/");
    assert.deepEqual(grid.undo(), []);
  });
  test("putting back is an act of its own, and only of cells that differ", () => {
    const grid = sheet([["/", "/"]]);
    enter(grid, 0, "I");
    grid.restore([0, 1]);
    assert.deepEqual(grid.changed(), []);
    assert.deepEqual(grid.undo(), [0]);
    assert.deepEqual(grid.at(0).mark, mark("I"));
    enter(grid, 1, "Q");
    grid.restore([1]);
    assert.deepEqual(grid.refusedCells(), []);
  });
  test("after a save undo begins anew", () => {
    const grid = sheet([[""]]);
    enter(grid, 0, "/");
    enter(grid, 0, "I");
    grid.undo();
    grid.forgetActs();
    assert.deepEqual([grid.undo(), grid.redo()], [[], []]);
  });
});

describe("what a save asks", () => {
  test("changes go to the register of their group and session", () => {
    const other = group({ name: "9D", registers: ["9d/am/", "9d/pm/"] });
    const rows = [["a", "A", 0, true, ["", ""]], ["b", "B", 1, true, ["/", ""]]] as const;
    const grid = sheet([], { groups: [group(), other], rows });
    for (const cell of [0, 1, 2]) enter(grid, cell, "N");
    const asked = [...grid.asks()].map(([register, changes]) => [register, changes.map(({ pupil, was }) => [pupil, was?.code])]);
    assert.deepEqual(asked, [["9c/am/", [["a", undefined]]], ["9c/pm/", [["a", undefined]]], ["9d/am/", [["b", "/"]]]]);
    assert.deepEqual(["9c/am/", "9d/pm/", "other"].map((register) => grid.registerName(register)), ["9C Thursday AM", "9D Thursday PM", ""]);
  });
  test("nothing changed and nothing planned asks nothing", () => {
    assert.equal(sheet([["", "/"]]).asks().size, 0);
  });
  test("plans of the focused session are confirmed as they stand, on the register's own page", () => {
    const planned = [0, 1, 2];
    const grid = sheet([["S", "S"], ["S", ""]], { planned, confirms: true });
    assert.deepEqual([...grid.asks()], [["9c/am/", [0, 2].map((cell) => ({ cell, pupil: `p${cell / 2}`, was: mark("S"), mark: mark("S") }))]]);
    assert.equal(sheet([["S", "S"], ["S", ""]], { planned }).asks().size, 0);
  });
  test("where something is changed, that alone is saved and no plan is confirmed by it", () => {
    const grid = sheet([["S", ""], ["", ""]], { planned: [0], confirms: true });
    enter(grid, 2, "/");
    assert.deepEqual([...grid.asks().values()].flat().map(({ cell }) => cell), [2]);
  });
  test("a plan that was typed over is a change, and one that may not stand is not confirmed", () => {
    const grid = sheet([["S", ""], ["I", ""]], { planned: [0, 2], confirms: true, slots: [slot({ codes: ["S", "N"] }), AFTERNOON] });
    assert.deepEqual(grid.toConfirm(), [0]);
    enter(grid, 0, "N");
    assert.deepEqual(grid.toConfirm(), []);
  });
  test("before its register has opened a mark is not to be confirmed", () => {
    const grid = sheet([["S", ""]], { planned: [0], confirms: true, slots: [slot({ due: false, phase: "ahead" }), AFTERNOON] });
    assert.deepEqual(grid.toConfirm(), []);
    assert.equal(grid.isPlanned(0), false);
  });
  test("only a mark taken in a register that has closed is amended", () => {
    const grid = sheet([["/", "/"], ["", ""], ["S", ""]], { slots: [SHUT, AFTERNOON], planned: [4] });
    for (const cell of [0, 1, 2, 4]) enter(grid, cell, "I");
    assert.deepEqual([0, 1, 2, 4].filter((cell) => grid.isAmendment(cell)), [0]);
  });
  test("what is missing is due, and recorded here", () => {
    const grid = sheet([["", ""], [null, "/"]], { slots: [slot(), slot({ due: false })] });
    assert.deepEqual(grid.where((cell) => grid.isMissing(cell)), [0]);
  });
});

describe("what the server says", () => {
  test("a saved mark is held, and what was typed over it meanwhile stays unsaved", () => {
    const grid = sheet([["", ""], ["", ""]]);
    enter(grid, 0, "/");
    enter(grid, 2, "/");
    enter(grid, 2, "I"); // while the save of / is under way
    for (const cell of [0, 2]) grid.settle(cell, mark("/"), mark("/"));
    assert.deepEqual(column(grid), ["/", "I"]);
    assert.deepEqual(grid.changed(), [2]);
    assert.deepEqual(grid.at(2).held, mark("/"));
  });
  test("another person's mark comes into a cell nobody changed here, and into no other", () => {
    const grid = sheet([["", ""], ["", ""]]);
    enter(grid, 2, "I");
    for (const cell of [0, 2]) grid.settle(cell, mark("N"));
    assert.deepEqual(column(grid), ["N", "I"]);
    assert.deepEqual(grid.at(2).held, null);
  });
  test("a mark that the server refuses is taken out again and shown as it was typed", () => {
    const grid = sheet([["/"]], { slots: [slot()] });
    enter(grid, 0, "L", 12);
    grid.refuse(0, "No longer.");
    assert.deepEqual(grid.at(0), { held: mark("/"), mark: mark("/"), refused: { typed: "L12", words: "No longer." } });
  });
  test("newer facts bring phases, versions and others' marks, and leave what is typed", () => {
    const grid = sheet([["", ""], ["", ""]]);
    enter(grid, 0, "I");
    const words = [WORDS.closed];
    grid.renew(facts([["/", "/"], ["N", ""]], { slots: [SHUT, AFTERNOON], groups: [group({ versions: [5, 8] })], planned: [2], words }));
    assert.deepEqual(column(grid), ["I", "N"]);
    assert.deepEqual(column(grid, 1), ["/", ""]);
    assert.equal(grid.slotOf(0).phase, "shut");
    assert.deepEqual([...grid.versions], [["9c/am/", 5], ["9c/pm/", 8]]);
    assert.equal(grid.isPlanned(2), true);
    assert.deepEqual(grid.facts.words, words);
  });
  test("newer facts find a pupil by register, whatever row the pupil has now", () => {
    const grid = sheet([["", ""], ["", ""]]);
    const fresh = facts([["N", ""], ["/", ""]]);
    grid.renew({ ...fresh, rows: [...fresh.rows].map((row, at) => [`p${1 - at}`, ...row.slice(1)] as unknown as typeof row) });
    assert.deepEqual(column(grid), ["/", "N"]);
  });
  test("newer facts say who planned and who is expected elsewhere, wherever the pupil's row is now", () => {
    const grid = sheet([["S", ""], ["", ""]], { planned: [0], plans: { 0: 0 }, words: ["leave"] });
    assert.equal(grid.plannedBy(0), "leave");
    const fresh = facts([["", ""], ["S", ""]], { planned: [2], plans: { 2: 1 }, expected: { 0: ["B", "off site"] }, words: ["", "suspension"] });
    grid.renew({ ...fresh, rows: [...fresh.rows].map((row, at) => [`p${1 - at}`, ...row.slice(1)] as unknown as typeof row) });
    assert.equal(grid.plannedBy(0), "suspension");
    assert.deepEqual(grid.expected(2), ["B", "off site"]);
  });
  test("whoever is gone from newer facts stands as before until the page is left", () => {
    const grid = sheet([["N", ""], ["/", ""]]);
    grid.renew(facts([[null, ""]]));
    assert.deepEqual(column(grid), ["N", "/"]);
  });
  test("a plan that was taken is none any more", () => {
    const grid = sheet([["S"]], { slots: [slot()], planned: [0] });
    assert.equal(grid.isTaken(0), false);
    grid.plan(0, false);
    assert.equal(grid.isTaken(0), true);
  });
  test("a draft brings back what was seen with what was typed, so that the save finds another's change", () => {
    const grid = sheet([["N"]], { slots: [slot()] });
    grid.recall(0, null, mark("/"));
    assert.deepEqual([...grid.asks().values()].flat(), [{ cell: 0, pupil: "p0", was: null, mark: mark("/") }]);
  });
});

describe("whoever draws the page", () => {
  test("is told of every cell that the server, a draft or a choice has changed", () => {
    const grid = sheet([["", ""], ["S", ""]], { planned: [2] });
    const told: number[][] = [];
    grid.onChange = (cells) => { told.push([...cells]); };
    grid.settle(0, mark("N"));
    grid.plan(2, false);
    grid.plan(2, false); // nothing new
    grid.recall(1, null, mark("\\"));
    grid.choose(3, mark("I"), mark("I"));
    assert.deepEqual(told, [[0], [2], [1], [3]]);
    grid.renew(facts([["", ""], ["", ""]]));
    assert.deepEqual(told[told.length - 1], [0, 1, 2, 3]);
  });
});

describe("where a cell lies", () => {
  test("a register is the column of its group alone", () => {
    const other = group({ registers: ["9d/am/", "9d/pm/"] });
    const rows = [["a", "A", 0, true, ["", ""]], ["b", "B", 1, true, ["", ""]], ["c", "C", 0, true, ["", ""]]] as const;
    const grid = sheet([], { groups: [group(), other], rows });
    assert.deepEqual(grid.register(1), [1, 5]);
    assert.deepEqual([grid.rowOf(5), grid.columnOf(5), grid.cellAt(2, 1)], [2, 1, 5]);
  });
  test("a cell beyond the grid is an error, not a missing mark", () => {
    assert.throws(() => sheet([[""]]).at(9), RangeError);
  });
  test("the words of a refusal are the server's", () => {
    const grid = sheet([["/"]], { slots: [slot({ closed: place(WORDS.closed) })] });
    assert.equal(grid.refusal(0, mark("I")), WORDS.closed);
  });
});
