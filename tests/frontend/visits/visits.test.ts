import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { dropDrafts } from "../../../platform/foundation/ui/frontend/ts/drafts.js";
import type { Act, Fields } from "../../../schools/absence/frontend/ts/visit_sending.js";
import { drafts, keep, keptOf, pressed, sendVisit } from "../../../schools/absence/frontend/ts/visit_sending.js";
import { Tab } from "../grid/tab.js";

const VISIT = "/api/visits/v1/";
const FOUND = { seen: "yes", note: "Overslept." };

type Reply = { readonly status: number; readonly body?: unknown } | "lost";

interface Sent {
  readonly address: string;
  readonly key: string | null;
  readonly body: { readonly act: string; readonly person: string; readonly ago: number; readonly found: Fields };
}

/** A tab with acts pressed in it, and a server that gives these answers in turn. */
function carried(acts: readonly Act[], replies: readonly Reply[], typed: Fields = {}) {
  const tab = new Tab();
  const sent: Sent[] = [];
  const left = [...replies];
  keep("anna", VISIT, { acts: acts.map((act) => pressed(act, act === "found" ? FOUND : {})), typed });
  const own = globalThis as unknown as Record<string, unknown>;
  own["location"] = { href: "https://school.example/first-day/visits/v1/" };
  own["fetch"] = async (address: string, options: RequestInit): Promise<Response> => {
    if (options.method !== "POST") return { type: "opaqueredirect" } as Response;
    sent.push({ address, key: new Headers(options.headers).get("Idempotency-Key"), body: JSON.parse(String(options.body)) as Sent["body"] });
    const reply = left.shift() ?? { status: 200, body: { steps: {}, lede: "" } };
    if (reply === "lost") throw new TypeError("no connection");
    return Response.json(reply.body ?? {}, { status: reply.status });
  };
  return { tab, sent };
}

const kinds = async (): Promise<string[]> => (await sendVisit("anna", VISIT, "token")).map(({ kind }) => kind);

describe("acts of a visit", () => {
  test("are sent in the order in which they were pressed, and then nothing is kept", async () => {
    const { tab, sent } = carried(["went", "found", "back"], []);
    assert.deepEqual(await kinds(), ["noted", "noted", "noted"]);
    assert.deepEqual(sent.map(({ body }) => body.act), ["went", "found", "back"]);
    assert.deepEqual(sent[1]?.body.found, FOUND);
    assert.equal(new Set(sent.map(({ key }) => key)).size, 3);
    assert.deepEqual(tab.names, []);
  });
  test("wait behind the first that has no answer, which is sent again with its key", async () => {
    const { sent } = carried(["went", "found"], ["lost"]);
    assert.deepEqual(await kinds(), ["unreachable"]);
    assert.equal(keptOf("anna", VISIT).acts.length, 2);
    assert.deepEqual(await kinds(), ["noted", "noted"]);
    assert.equal(sent[0]?.key, sent[1]?.key);
  });
  test("say how long ago they were pressed and by whom, whatever this phone's clock says", async () => {
    const { sent } = carried([], []);
    keep("anna", VISIT, { acts: [{ ...pressed("went"), at: Date.now() - 90_000 }], typed: {} });
    await kinds();
    assert.deepEqual([sent[0]?.body.ago, sent[0]?.body.person], [90, "anna"]);
  });
  test("that are refused are not sent again, and those after them are; a report's words stay", async () => {
    const errors = [{ field: "safe", detail: "Choose one." }];
    const { sent } = carried(["found", "back"], [{ status: 422, body: { detail: "No.", errors } }], FOUND);
    const answers = await sendVisit("anna", VISIT, "token");
    assert.deepEqual(answers.map(({ kind }) => kind), ["refused", "noted"]);
    assert.deepEqual(sent.map(({ body }) => body.act), ["found", "back"]);
    assert.deepEqual(keptOf("anna", VISIT), { acts: [], typed: FOUND });
  });
  test("that are noted take what was typed of the report with them", async () => {
    const { tab } = carried(["found"], [], FOUND);
    await kinds();
    assert.deepEqual(tab.names, []);
  });
  for (const status of [404, 403]) {
    test(`are kept where nobody is let in (${String(status)})`, async () => {
      carried(["went"], [{ status }]);
      assert.deepEqual(await kinds(), ["out"]);
      assert.equal(keptOf("anna", VISIT).acts.length, 1);
    });
  }
  test("that somebody else pressed on this phone are kept, and not taken for refused", async () => {
    carried(["went"], [{ status: 409, body: { code: "of_somebody_else" } }]);
    assert.deepEqual(await kinds(), ["out"]);
    assert.equal(keptOf("anna", VISIT).acts.length, 1);
  });
  test("are sent by one caller at a time", async () => {
    const { sent } = carried(["went", "back"], []);
    await Promise.all([kinds(), kinds()]);
    assert.deepEqual(sent.map(({ body }) => body.act), ["went", "back"]);
  });
});

describe("drafts of visits", () => {
  test("are each person's own, and apart from those of registers", () => {
    const { tab } = carried(["went"], []);
    tab.put("rollcall.draft:ben:register:9c/am/", "{}");
    assert.deepEqual([...drafts.people()], ["anna"]);
    assert.deepEqual(keptOf("ben", VISIT), { acts: [], typed: {} });
    dropDrafts("ben");
    assert.deepEqual(tab.names, ["rollcall.draft:ben:register:9c/am/"]);
  });
  test("say so where the tab keeps nothing", () => {
    const { tab } = carried([], []);
    tab.state.full = true;
    assert.equal(keep("anna", VISIT, { acts: [pressed("went")], typed: {} }), false);
  });
});
