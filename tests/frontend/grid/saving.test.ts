import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";

import type { GridFacts } from "../../../schools/registers/frontend/ts/grid/facts.js";
import type { Answered } from "../../../schools/registers/frontend/ts/grid/saving.js";
import { Saving } from "../../../schools/registers/frontend/ts/grid/saving.js";
import { column, enter, mark, sheet } from "./made.js";
import { saved, Server, settled } from "./server.js";

const AM = "9c/am/";
const PM = "9c/pm/";

/** A grid whose saves go to a server of the test's own. */
function desk(cells: readonly (readonly (string | null)[])[], over: Partial<GridFacts> = {}) {
  const server = new Server();
  const grid = sheet(cells, over);
  const answers: Answered[][] = [];
  const busy: boolean[] = [];
  const saving = new Saving(grid, "token", {
    busy: (now) => { busy.push(now); },
    answered: (all) => { answers.push([...all]); },
  });
  const last = (): Answered[] => answers[answers.length - 1] ?? [];
  const kinds = (): string[] => last().map(({ kind }) => kind);
  return { server, grid, saving, answers, busy, last, kinds };
}

/** The time passes, and whatever was due is sent and answered. */
async function wait(milliseconds: number): Promise<void> {
  mock.timers.tick(milliseconds);
  await settled();
}

beforeEach(() => { mock.timers.enable({ apis: ["setTimeout"] }); });
afterEach(() => { mock.timers.reset(); });

describe("one save", () => {
  test("sends what was seen and what is asked of each changed cell, with version, reason and token", async () => {
    const { server, grid, saving } = desk([["", ""], ["N", ""], ["/", ""]]);
    enter(grid, 0, "L", 12);
    enter(grid, 2, "I");
    await saving.save("He rang.");
    assert.equal(server.saves.length, 1);
    assert.deepEqual(server.saves[0]?.body, {
      version: 4,
      reason: "He rang.",
      marks: [
        { pupil: "p0", was: null, code: "L", minutes: 12 },
        { pupil: "p1", was: { code: "N", minutes: null }, code: "I", minutes: null },
      ],
    });
    assert.deepEqual([server.saves[0]?.register, server.saves[0]?.token], [AM, "token"]);
    assert.match(server.saves[0]?.key ?? "", /^[0-9a-f]{32}$/);
  });
  test("a mark taken back to missing is asked as none", async () => {
    const { server, grid, saving } = desk([["/", ""]]);
    grid.enter([{ cell: 0, mark: null, typed: "" }]);
    await saving.save("");
    assert.deepEqual(server.saves[0]?.body.marks, [{ pupil: "p0", was: { code: "/", minutes: null }, code: null, minutes: null }]);
  });
  test("what the answer says is held then, with its version, and the page is told", async () => {
    const { grid, saving, busy, last } = desk([["", ""]]);
    enter(grid, 0, "/");
    await saving.save("");
    assert.deepEqual([grid.changed(), grid.at(0).held, grid.versions.get(AM)], [[], mark("/"), 5]);
    assert.deepEqual(busy, [true, false]);
    const [answer] = last();
    assert.ok(answer?.kind === "saved");
    assert.deepEqual([answer.register, answer.saved, [...answer.sent]], [AM, 1, [["p0", mark("/")]]]);
    assert.equal(saving.attemptAt(AM), null);
  });
  test("each register has a save and a key of its own", async () => {
    const { server, grid, saving, kinds } = desk([["", ""]]);
    enter(grid, 0, "/");
    enter(grid, 1, "\\");
    await saving.save("");
    assert.deepEqual(server.saves.map(({ register }) => register), [AM, PM]);
    assert.notEqual(server.saves[0]?.key, server.saves[1]?.key);
    assert.deepEqual(kinds(), ["saved", "saved"]);
  });
  test("others' marks come with the answer, and leave alone what is typed", async () => {
    const { server, grid, saving } = desk([["", ""], ["", ""], ["", ""]]);
    enter(grid, 0, "/");
    const marks = [{ pupil: "p0", code: "/", minutes: null }, { pupil: "p1", code: "L", minutes: 9 }, { pupil: "p2", code: "N", minutes: null }];
    server.replies = [() => {
      enter(grid, 4, "I"); // typed while the save is under way
      return { status: 200, body: { version: 6, saved: 1, at: "", marks } };
    }];
    await saving.save("");
    assert.deepEqual(column(grid), ["/", "L9", "I"]);
    assert.deepEqual(grid.changed(), [4]);
  });
  test("what is typed over a mark under way is not taken for saved", async () => {
    const { server, grid, saving } = desk([["", ""]]);
    enter(grid, 0, "/");
    server.replies = [(asked) => {
      enter(grid, 0, "I");
      return saved(asked);
    }];
    await saving.save("");
    assert.deepEqual([grid.at(0).held, grid.at(0).mark, grid.changed()], [mark("/"), mark("I"), [0]]);
  });
  test("a second press while one is under way sends nothing", async () => {
    const { server, grid, saving } = desk([["", ""]]);
    enter(grid, 0, "/");
    const busy: boolean[] = [];
    server.replies = [async (asked) => {
      busy.push(saving.busy);
      await saving.save("");
      return saved(asked);
    }];
    await saving.save("");
    busy.push(saving.busy);
    assert.deepEqual([server.saves.length, busy], [1, [true, false]]);
  });
});

describe("a save whose answer never came", () => {
  test("is sent again by itself, exactly as it was and with its key", async () => {
    const { server, grid, saving, kinds } = desk([["", ""]]);
    enter(grid, 0, "/");
    server.replies = ["lost"];
    await saving.save("reason");
    assert.deepEqual(kinds(), ["unreachable"]);
    assert.equal(saving.waiting, true);
    await wait(1_999);
    assert.equal(server.saves.length, 1);
    await wait(1);
    assert.deepEqual(server.saves[1], server.saves[0]);
    assert.deepEqual([kinds(), saving.waiting, grid.changed()], [["saved"], false, []]);
  });
  test("a server that cannot just now is told from a connection that is lost", async () => {
    for (const [reply, offline] of [["lost", true], [{ status: 500 }, false], [{ status: 503 }, false], [{ status: 429 }, false]] as const) {
      const { server, grid, saving, last } = desk([["", ""]]);
      enter(grid, 0, "/");
      server.replies = [reply];
      await saving.save("");
      assert.deepEqual(last(), [{ kind: "unreachable", offline, register: AM }]);
      await wait(2_000);
      assert.equal(server.saves[1]?.key, server.saves[0]?.key);
    }
  });
  test("is tried at longer and longer distances, a minute at most, and quickly again after an answer", async () => {
    const { server, grid, saving } = desk([["", ""]]);
    enter(grid, 0, "/");
    server.replies = ["lost", "lost", "lost", "lost", "lost", "lost", "lost"];
    await saving.save("");
    for (const pause of [2, 4, 8, 16, 32, 60, 60]) {
      const before = server.saves.length;
      await wait(pause * 1_000 - 1);
      assert.equal(server.saves.length, before, `earlier than ${pause} s`);
      await wait(1);
      assert.equal(server.saves.length, before + 1, `not after ${pause} s`);
    }
    assert.equal(new Set(server.saves.map(({ key }) => key)).size, 1);
    enter(grid, 0, "I");
    server.replies = ["lost"];
    await saving.save("");
    await wait(2_000);
    assert.deepEqual(grid.changed(), []);
  });
  test("is sent at once when the connection is back", async () => {
    const { server, grid, saving } = desk([["", ""]]);
    enter(grid, 0, "/");
    server.online(); // nothing waits yet
    server.replies = ["lost"];
    await saving.save("");
    server.online();
    await settled();
    assert.equal(server.saves.length, 2);
    await wait(60_000);
    assert.equal(server.saves.length, 2);
  });
  test("takes nothing with it that was typed since, which waits to be asked for", async () => {
    const { server, grid, saving } = desk([["", ""], ["", ""]]);
    enter(grid, 0, "/");
    server.replies = ["lost"];
    await saving.save("");
    enter(grid, 2, "N");
    enter(grid, 0, "I");
    await wait(2_000);
    assert.equal(server.saves[1]?.text, server.saves[0]?.text);
    assert.deepEqual([column(grid), grid.changed()], [["I", "N"], [0, 2]]);
    await wait(60_000);
    assert.equal(server.saves.length, 2);
  });
  test("goes before anything newer, which then has a key of its own", async () => {
    const { server, grid, saving, kinds } = desk([["", ""], ["", ""]]);
    enter(grid, 0, "/");
    server.replies = ["lost"];
    await saving.save("first");
    enter(grid, 2, "N");
    await saving.save("second");
    const [lost, again, newer] = server.saves;
    assert.equal(server.saves.length, 3);
    assert.equal(again?.text, lost?.text);
    assert.notEqual(newer?.key, again?.key);
    assert.deepEqual(newer?.body.marks.map(({ pupil }) => pupil), ["p1"]);
    assert.deepEqual([newer?.body.reason, newer?.body.version], ["second", 5]);
    assert.deepEqual([kinds(), grid.changed()], [["saved", "saved"], []]);
  });
  test("keeps the registers after it in editor: what was asked of them is sent with it", async () => {
    const { server, grid, saving } = desk([["", ""]]);
    enter(grid, 0, "/");
    enter(grid, 1, "\\");
    server.replies = ["lost"];
    await saving.save("");
    assert.deepEqual(server.saves.map(({ register }) => register), [AM]);
    assert.ok(saving.attemptAt(PM));
    await wait(2_000);
    assert.deepEqual(server.saves.map(({ register }) => register), [AM, AM, PM]);
    assert.deepEqual(grid.changed(), []);
  });
  test("is known again after the page was left, and sent as it was", async () => {
    const { server, saving } = desk([["", ""]]);
    const body = JSON.stringify({ version: 4, reason: "", marks: [{ pupil: "p0", was: null, code: "/", minutes: null }] });
    saving.recall(AM, { key: "of the draft", body });
    await saving.again();
    assert.deepEqual(server.saves.map(({ key, text }) => [key, text]), [["of the draft", body]]);
  });
  test("is given up with what was typed, and not sent any more", async () => {
    const { server, grid, saving } = desk([["", ""]]);
    enter(grid, 0, "/");
    server.replies = ["lost"];
    await saving.save("");
    saving.forget();
    await wait(60_000);
    assert.deepEqual([server.saves.length, saving.attemptAt(AM), saving.waiting], [1, null, false]);
  });
});

describe("plans", () => {
  test("are confirmed as they stand by a save that changes nothing else", async () => {
    const { server, grid, saving } = desk([["S", "S"], ["S", ""]], { planned: [0, 1, 2], confirms: true });
    await saving.save("");
    const same = { code: "S", minutes: null };
    assert.deepEqual(server.saves.map(({ register }) => register), [AM]);
    assert.deepEqual(server.saves[0]?.body.marks, ["p0", "p1"].map((pupil) => ({ pupil, was: same, ...same })));
    assert.deepEqual([grid.toConfirm(), grid.isPlanned(0), grid.isPlanned(1)], [[], false, true]);
  });
  test("whose confirmation got no answer are confirmed once", async () => {
    const { server, grid, saving } = desk([["S", ""]], { planned: [0], confirms: true });
    server.replies = ["lost"];
    await saving.save("");
    await wait(2_000);
    assert.equal(server.saves[1]?.key, server.saves[0]?.key);
    await saving.save("");
    assert.equal(server.saves.length, 2);
    assert.equal(grid.isTaken(0), true);
  });
  test("stay plans where the answer says so", async () => {
    const { server, grid, saving } = desk([["S", ""], ["", ""]], { planned: [0], confirms: true });
    enter(grid, 2, "/");
    const marks = [{ pupil: "p0", code: "S", minutes: null, planned: true }, { pupil: "p1", code: "/", minutes: null }];
    server.replies = [{ status: 200, body: { version: 5, saved: 1, at: "", marks } }];
    await saving.save("");
    assert.deepEqual(server.saves[0]?.body.marks.map(({ pupil }) => pupil), ["p1"]);
    assert.deepEqual(grid.toConfirm(), [0]);
  });
});
