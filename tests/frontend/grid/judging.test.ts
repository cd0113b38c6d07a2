import assert from "node:assert/strict";
import { describe, test } from "node:test";

import type { GridFacts, Held, SlotFacts } from "../../../schools/registers/frontend/ts/grid/facts.js";
import { refusal } from "../../../schools/registers/frontend/ts/grid/judge.js";
import { facts, group, mark, place, slot, WORDS } from "./made.js";

/** Why a mark may not stand in the one cell of a grid with this session. */
function judged(asked: Held, over: Partial<SlotFacts> = {}, held: Held = null, more: Partial<GridFacts> = {}): string | null {
  return refusal(facts([[""]], { slots: [slot(over)], ...more }), 0, 0, held, asked);
}

describe("whose register it is", () => {
  test("a pupil who is not in the group that day has no mark there", () => {
    const outside = facts([[null, ""]]);
    assert.match(refusal(outside, 0, 0, null, mark("/")) ?? "", /not in this group that day/);
    assert.equal(refusal(outside, 0, 1, null, mark("\\")), null);
  });
  test("who may only see is told so, whatever is asked", () => {
    const seen = { groups: [group({ reach: 0 })] };
    for (const asked of [mark("/"), null, mark("nonsense")]) assert.equal(judged(asked, {}, null, seen), WORDS.seeOnly);
  });
  test("the first mark of who may take is refused where the session says so, a changed one for its own reason", () => {
    const takes = { groups: [group({ reach: 1 })] };
    const late = { first: place(WORDS.first), change: place(WORDS.change) };
    assert.equal(judged(mark("/"), late, null, takes), WORDS.first);
    assert.equal(judged(mark("I"), late, mark("N"), takes), WORDS.change);
    assert.equal(judged(mark("/"), {}, null, takes), null);
  });
  test("who may amend is refused neither", () => {
    const late = { first: place(WORDS.first), change: place(WORDS.change) };
    assert.equal(judged(mark("/"), late), null);
    assert.equal(judged(mark("I"), late, mark("N")), null);
  });
  test("what takes the place of a plan is a first mark", () => {
    const takes = facts([[""]], { slots: [slot({ change: place(WORDS.change) })], groups: [group({ reach: 1 })] });
    assert.equal(refusal(takes, 0, 0, mark("S"), mark("I"), false), WORDS.change);
    assert.equal(refusal(takes, 0, 0, mark("S"), mark("I"), true), null);
  });
});

describe("the session", () => {
  test("nothing may be entered in one that is closed, and that is said before anything else", () => {
    assert.equal(judged(mark("/"), { closed: place(WORDS.closed) }), WORDS.closed);
    assert.equal(judged(mark("nonsense"), { closed: place(WORDS.closed) }), WORDS.closed);
  });
  test("what the server has already is refused nowhere", () => {
    assert.equal(judged(mark("L", 12), { closed: place(WORDS.closed) }, mark("L", 12)), null);
    assert.equal(judged(null, { removal: place(WORDS.removal) }), null);
  });
  test("but a plan is judged when it is to be confirmed as it is", () => {
    const shut = facts([[""]], { slots: [slot({ closed: place(WORDS.closed) })] });
    assert.equal(refusal(shut, 0, 0, mark("S"), mark("S"), true), WORDS.closed);
  });
  test("a saved mark goes back to missing only where the session lets it", () => {
    assert.equal(judged(null, { removal: place(WORDS.removal) }, mark("/")), WORDS.removal);
    assert.equal(judged(null, {}, mark("/")), null);
  });
});

describe("the code", () => {
  test("one that is no code of that date is named in the refusal, a long one cut short", () => {
    assert.equal(judged(mark("Q")), "“Q” is not an attendance code.");
    assert.equal(judged(mark("ABSENT")), "“ABS…” is not an attendance code.");
  });
  test("a code of another date is none", () => {
    assert.match(judged(mark("I"), { codes: ["/", "N"] }) ?? "", /not an attendance code/);
  });
  test("one that may not be entered then is refused in the server's words", () => {
    const ahead = { "/": place(WORDS.ahead) };
    assert.equal(judged(mark("/"), { refused: [ahead, ahead] }), WORDS.ahead);
    assert.equal(judged(mark("I"), { refused: [ahead, ahead] }), null);
  });
  test("some are for pupils of one age only", () => {
    const young: Partial<SlotFacts> = { refused: [{}, { X: place(WORDS.notOfAge) }] };
    const row = (ofAge: boolean) => ({ rows: [["p0", "Hodan Abdi", 0, ofAge, [""]] as const] });
    assert.equal(judged(mark("X"), young, null, row(true)), WORDS.notOfAge);
    assert.equal(judged(mark("X"), young, null, row(false)), null);
  });
  test("whoever comes of age within the week is judged by the day", () => {
    const young = slot({ refused: [{}, { X: place(WORDS.notOfAge) }] });
    const week = facts([["", ""]], { slots: [young, young], rows: [["p0", "Hodan Abdi", 0, [false, true], ["", ""]]] });
    assert.equal(refusal(week, 0, 0, null, mark("X")), null);
    assert.equal(refusal(week, 0, 1, null, mark("X")), WORDS.notOfAge);
  });
});

describe("minutes late", () => {
  test("L needs them where the school asks for them", () => {
    assert.match(judged(mark("L")) ?? "", /how many minutes late/);
    assert.equal(judged(mark("L"), { needsMinutes: false }), null);
    assert.equal(judged(mark("U")), null);
  });
  test("no other code has any", () => {
    assert.equal(judged(mark("I", 12)), "Only L and U have minutes late; I has none.");
  });
  test("they are from 1 to 240", () => {
    for (const minutes of [0, 241]) assert.match(judged(mark("U", minutes)) ?? "", /from 1 to 240/);
    assert.equal(judged(mark("L", 1)), null);
    assert.equal(judged(mark("U", 240)), null);
  });
  test("L is for as long as the register is open, U from then on", () => {
    assert.equal(judged(mark("L", 30)), null);
    assert.equal(judged(mark("L", 31)), "The register is open for 30 minutes: use U for a pupil who came 31 minutes late.");
    assert.equal(judged(mark("U", 31)), null);
    assert.equal(judged(mark("U", 30)), "The register is open for 30 minutes: use L for a pupil who came 30 minutes late.");
  });
  test("where the school has entered no times, a U within them may be right", () => {
    assert.equal(judged(mark("U", 30), { windowed: false }), null);
    assert.match(judged(mark("L", 31), { windowed: false }) ?? "", /use U/);
  });
});
