import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { Answered } from "../../../schools/registers/frontend/ts/grid/saving.js";
import { Saving } from "../../../schools/registers/frontend/ts/grid/saving.js";
import { column, enter, mark, sheet } from "./made.js";
import type { Reply } from "./server.js";
import { Server } from "./server.js";

const AM = "9c/am/";
const NOW = { version: 9, marks: [{ pupil: "p0", code: "N", minutes: null }, { pupil: "p1", code: "L", minutes: 4 }] };

/** Save a / for the first of three pupils, where the server answers so, and the register stands as `NOW`. */
async function answered(...replies: Reply[]) {
  const server = new Server();
  const grid = sheet([["", ""], ["", ""], ["", ""]]);
  let all: readonly Answered[] = [];
  const saving = new Saving(grid, "token", { busy: () => undefined, answered: (answers) => { all = answers; } });
  enter(grid, 0, "/");
  server.replies = replies;
  server.registers = { [AM]: NOW };
  await saving.save("");
  return { server, grid, saving, answer: all[0], all };
}

describe("somebody else changed the same mark", () => {
  const conflict = { pupil: "p0", theirs: { code: "N", minutes: null }, by: "Sam Cole", position: "office", at: "2026-11-19T08:52:00Z" };

  test("theirs stands beside mine, with who and when", async () => {
    const { answer } = await answered({ status: 409, body: { version: 9, conflicts: [conflict] } });
    assert.ok(answer?.kind === "conflict");
    const { by, position, at } = conflict;
    assert.deepEqual(answer.conflicts, [{ cell: 0, mine: mark("/"), theirs: mark("N"), by, position, at }]);
  });
  test("theirs may be that they took the mark away", async () => {
    const { answer } = await answered({ status: 409, body: { version: 9, conflicts: [{ ...conflict, theirs: null }] } });
    assert.ok(answer?.kind === "conflict");
    assert.equal(answer.conflicts[0]?.theirs, null);
  });
  test("the register is read anew: other marks come in, what is typed stays, nothing is in doubt", async () => {
    const { server, grid, saving } = await answered({ status: 409, body: { version: 9, conflicts: [conflict] } });
    assert.deepEqual([server.reads, column(grid), grid.versions.get(AM)], [[AM], ["/", "L4", ""], 9]);
    assert.equal(saving.attemptAt(AM), null);
  });
  test("a pupil whom this page does not show is no conflict of its own", async () => {
    const { answer } = await answered({ status: 409, body: { version: 9, conflicts: [{ ...conflict, pupil: "elsewhere" }] } });
    assert.ok(answer?.kind === "conflict");
    assert.deepEqual(answer.conflicts, []);
  });
  test("where the register cannot be read, the answer alone brings its version", async () => {
    const server = new Server();
    const grid = sheet([["", ""]]);
    enter(grid, 0, "/");
    server.replies = [{ status: 409, body: { version: 9, conflicts: [] } }];
    await new Saving(grid, "token", { busy: () => undefined, answered: () => undefined }).save("");
    assert.deepEqual([server.reads, grid.versions.get(AM)], [[AM], 9]);
  });
  test("the save after it goes on from the newer version, with a key of its own", async () => {
    const { server, grid, saving } = await answered({ status: 409, body: { version: 9, conflicts: [conflict] } });
    grid.choose(0, mark("N"), mark("/"));
    await saving.save("");
    const [first, second] = server.saves;
    assert.notEqual(first?.key, second?.key);
    assert.deepEqual([second?.body.version, second?.body.marks[0]?.was], [9, { code: "N", minutes: null }]);
  });
});

describe("the register was saved at that moment", () => {
  const SUPERSEDED = { status: 409, body: { code: "superseded", version: 9, conflicts: [] } };

  test("the save is made again of the newer register, with a new key", async () => {
    const { server, grid, answer } = await answered(SUPERSEDED);
    assert.equal(answer?.kind, "saved");
    assert.deepEqual(server.saves.map(({ body }) => body.version), [4, 9]);
    assert.notEqual(server.saves[0]?.key, server.saves[1]?.key);
    assert.deepEqual(grid.changed(), []);
  });
  test("but not for ever", async () => {
    const { server, answer } = await answered(SUPERSEDED, SUPERSEDED, SUPERSEDED, SUPERSEDED);
    assert.deepEqual([server.saves.length, answer?.kind], [4, "conflict"]);
  });
});

describe("the server will not have it", () => {
  const errors = [
    { pupil: "p0", field: "code", detail: "No longer." },
    { pupil: null, field: "reason", detail: "Give a reason." },
    { pupil: "elsewhere", field: "code", detail: "Not here." },
  ];
  test("each fault is led to its cell, and what is about no cell here to the whole", async () => {
    const { answer } = await answered({ status: 422, body: { errors } });
    assert.ok(answer?.kind === "refused");
    assert.deepEqual(answer.faults, [
      { cell: 0, field: "code", words: "No longer." },
      { cell: null, field: "reason", words: "Give a reason." },
      { cell: null, field: "code", words: "Not here." },
    ]);
  });
  test("what was typed stays, others' marks come in, and the save is not tried again", async () => {
    const { server, grid, saving } = await answered({ status: 422, body: { errors } });
    assert.deepEqual([column(grid), grid.changed()], [["/", "L4", ""], [0]]);
    assert.deepEqual([server.saves.length, saving.waiting, saving.attemptAt(AM)], [1, false, null]);
  });
  test("a refusal without faults is said in the server's words, or in some", async () => {
    for (const [body, words] of [[{ detail: "Too much." }, "Too much."], [undefined, "The server would not save this."]] as const) {
      const { answer } = await answered({ status: 400, body });
      assert.ok(answer?.kind === "refused");
      assert.deepEqual(answer.faults, [{ cell: null, field: "", words }]);
    }
  });
});

describe("the server lets nobody in", () => {
  async function shutOut(status: number, page: Server["page"]) {
    const server = new Server();
    const grid = sheet([["", ""]]);
    let all: readonly Answered[] = [];
    const saving = new Saving(grid, "token", { busy: () => undefined, answered: (answers) => { all = answers; } });
    enter(grid, 0, "/");
    server.replies = [{ status }];
    server.page = page;
    await saving.save("");
    assert.deepEqual(grid.changed(), [0]);
    return all[0];
  }
  test("whoever is signed out is sent to sign in, whichever way it shows", async () => {
    for (const [status, page] of [[401, "page"], [403, "sign-in"], [404, "sign-in"]] as const) {
      const answer = await shutOut(status, page);
      assert.ok(answer?.kind === "out");
      assert.equal(answer.signIn, true, String(status));
    }
  });
  test("whoever is signed in still is told to reload, or that the register is theirs no more", async () => {
    for (const [status, words] of [[403, /open too long/], [404, /no longer be saved by you/]] as const) {
      const answer = await shutOut(status, "page");
      assert.ok(answer?.kind === "out");
      assert.equal(answer.signIn, false);
      assert.match(answer.words, words);
    }
  });
  test("where even that cannot be asked, the connection is gone", async () => {
    assert.deepEqual(await shutOut(404, "lost"), { kind: "unreachable", offline: true, register: AM });
  });
});
