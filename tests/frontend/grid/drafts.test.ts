import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { dropDrafts } from "../../../platform/foundation/ui/frontend/ts/drafts.js";
import { drafts } from "../../../schools/registers/frontend/ts/grid/draft.js";
import type { GridFacts } from "../../../schools/registers/frontend/ts/grid/facts.js";
import { Kept } from "../../../schools/registers/frontend/ts/grid/kept.js";
import { Saving } from "../../../schools/registers/frontend/ts/grid/saving.js";
import { column, enter, mark, NAMES, sheet } from "./made.js";
import { Server } from "./server.js";
import { Tab } from "./tab.js";

const AM = "9c/am/";
const DRAFT = { cells: { p0: { was: null, mark: mark("/") } }, reason: "", attempt: null };

/** A page of a grid in this tab, as it opens. */
function page(cells: readonly (readonly (string | null)[])[], over: Partial<GridFacts> = {}) {
  const server = new Server();
  const grid = sheet(cells, over);
  const saving = new Saving(grid, "token", { busy: () => undefined, answered: () => undefined });
  const kept = new Kept(grid, saving, "officer");
  return { server, grid, saving, kept, recalled: kept.recall() };
}

describe("drafts in a tab", () => {
  test("are each person's and register's own", () => {
    new Tab();
    assert.equal(drafts.keep("officer", AM, DRAFT), true);
    drafts.keep("teacher", AM, { ...DRAFT, reason: "another" });
    assert.deepEqual(drafts.read("officer", AM), DRAFT);
    assert.deepEqual([...drafts.of("officer").keys()], [AM]);
    assert.equal(drafts.read("officer", "9c/pm/"), null);
  });
  test("go when somebody else opens a register, and all of them on signing out; what is not ours stays", () => {
    const tab = new Tab();
    tab.put("theme", "dark");
    for (const person of ["officer", "officer2", "teacher"]) drafts.keep(person, AM, DRAFT);
    dropDrafts("officer");
    assert.deepEqual(tab.names, ["theme", `rollcall.draft:officer:register:${AM}`]);
    dropDrafts();
    assert.deepEqual(tab.names, ["theme"]);
  });
  test("are done without where the tab keeps nothing, or is full, or holds what is no draft", () => {
    const tab = new Tab();
    tab.state.full = true;
    assert.equal(drafts.keep("officer", AM, DRAFT), false);
    tab.put(`rollcall.draft:officer:register:${AM}`, "{half");
    assert.equal(drafts.read("officer", AM), null);
    tab.refused = true;
    assert.equal(drafts.read("officer", AM), null);
    assert.equal(drafts.of("officer").size, 0);
    dropDrafts();
  });
});

describe("a page left and opened again", () => {
  test("has what was typed back in its cells, as changes, with the reason", () => {
    new Tab();
    const before = page([["", ""], ["N", ""]]);
    enter(before.grid, 0, "L", 12);
    enter(before.grid, 2, "I");
    before.kept.keep("He rang.");
    const after = page([["", ""], ["N", ""]]);
    assert.deepEqual(after.recalled, { marks: 2, reason: "He rang." });
    assert.deepEqual([column(after.grid), after.grid.changed()], [["L12", "I"], [0, 2]]);
  });
  test("remembers what was seen, so that another's change meanwhile is a conflict and not lost", () => {
    new Tab();
    const before = page([["", ""]]);
    enter(before.grid, 0, "/");
    before.kept.keep("");
    const after = page([["N", ""]]);
    assert.deepEqual([...after.grid.asks().values()].flat().map(({ was, mark: asked }) => [was, asked]), [[null, mark("/")]]);
  });
  test("counts no mark that stood already as it was typed", () => {
    new Tab();
    drafts.keep("officer", AM, { ...DRAFT, cells: { p0: { was: mark("/"), mark: mark("/") } } });
    assert.equal(page([["/", ""]]).recalled.marks, 0);
  });
  test("keeps no draft of what was taken back, and no name in any", () => {
    const tab = new Tab();
    const { grid, kept } = page([["", ""]]);
    enter(grid, 0, "/");
    kept.keep("");
    for (const name of NAMES) assert.ok(!tab.text.includes(name.split(" ")[1] ?? name));
    grid.undo();
    kept.keep("");
    assert.deepEqual(tab.names, []);
  });
  test("sends a save that was in doubt again, with its key", async () => {
    new Tab();
    const before = page([["", ""]]);
    enter(before.grid, 0, "/");
    before.server.replies = ["lost"];
    await before.saving.save("");
    before.kept.keep("");
    before.saving.forget();
    const after = page([["", ""]]);
    await after.saving.again();
    assert.equal(after.server.saves[0]?.key, before.server.saves[0]?.key);
    assert.deepEqual(after.grid.changed(), []);
  });
});

describe("a page of some of the pupils", () => {
  const ONE = { rows: [["p0", "Hodan Abdi", 0, true, ["", ""]]] as const };

  /** Somebody typed about two pupils on one page, and opens one that shows the first alone. */
  function narrowed() {
    new Tab();
    const whole = page([["", ""], ["", ""]]);
    for (const cell of [0, 2]) enter(whole.grid, cell, "/");
    whole.kept.keep("");
    return page([], ONE);
  }
  test("says how many marks wait elsewhere, and loses none of them", () => {
    const { kept, recalled } = narrowed();
    assert.deepEqual([recalled.marks, kept.elsewhere()], [1, { marks: 1, register: AM }]);
    kept.keep("");
    assert.deepEqual(Object.keys(drafts.read("officer", AM)?.cells ?? {}).sort(), ["p0", "p1"]);
  });
  test("forgets those that a save brought, but not what was typed over them", () => {
    const { kept } = narrowed();
    kept.saved(AM, new Map([["p1", mark("N")]]));
    assert.equal(kept.elsewhere().marks, 1);
    kept.saved(AM, new Map([["p1", mark("/")]]));
    assert.deepEqual(kept.elsewhere(), { marks: 0, register: "" });
  });
  test("gives all of it up at once when asked to", () => {
    const { kept, grid, saving } = narrowed();
    saving.recall(AM, { key: "k", body: "{}" });
    kept.discard();
    assert.deepEqual([grid.changed(), kept.elsewhere().marks, saving.attemptAt(AM), drafts.of("officer").size], [[], 0, null, 0]);
  });
});
