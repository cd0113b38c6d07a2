import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { parse, type } from "../../../schools/registers/frontend/ts/grid/typing.js";
import { mark, slot } from "./made.js";

const { codes } = slot();
const waits = (text: string) => ({ kind: "wait", text });
const commits = (text: string, then?: string) => (then === undefined ? { kind: "commit", text } : { kind: "commit", text, then });
const IGNORED = { kind: "ignore" };

describe("a key while a code is typed", () => {
  test("a code that begins no other is entered at once, small letters as capitals", () => {
    for (const [key, text] of [["/", "/"], ["\\", "\\"], ["i", "I"], ["N", "N"], ["u", "U"]] as const) {
      assert.deepEqual(type("", key, codes), commits(text));
    }
  });
  test("L waits for its minutes, digit by digit", () => {
    assert.deepEqual(type("", "l", codes), waits("L"));
    assert.deepEqual(type("L", "1", codes), waits("L1"));
    assert.deepEqual(type("L1", "2", codes), waits("L12"));
  });
  test("minutes are three digits at most: a fourth changes nothing", () => {
    assert.deepEqual(type("L12", "0", codes), waits("L120"));
    assert.deepEqual(type("L120", "5", codes), waits("L120"));
  });
  test("the next code enters what waits and goes to the next cell", () => {
    assert.deepEqual(type("L12", "/", codes), commits("L12", "/"));
    assert.deepEqual(type("L", "i", codes), commits("L", "I"));
    assert.deepEqual(type("C", "n", codes), commits("C", "N"));
  });
  test("the minutes of a U are typed as those of an L", () => {
    assert.deepEqual(type("U4", "5", codes), waits("U45"));
  });
  test("C waits where C1 is a code that day, and is then entered with its digit", () => {
    assert.deepEqual(type("", "c", codes), waits("C"));
    assert.deepEqual(type("C", "1", codes), commits("C1"));
  });
  test("C is entered at once where nothing longer begins with it", () => {
    assert.deepEqual(type("", "c", ["C", "I"]), commits("C"));
  });
  test("a digit that makes no code is entered all the same, to be refused in words", () => {
    assert.deepEqual(type("C", "9", codes), commits("C9"));
  });
  test("a digit or a blank with nothing before it means nothing", () => {
    assert.deepEqual(type("", "7", codes), IGNORED);
    assert.deepEqual(type("", " ", codes), IGNORED);
  });
  test("a blank leaves what waits as it is", () => {
    assert.deepEqual(type("L1", " ", codes), waits("L1"));
  });
  test("letters of other alphabets do not become codes that nobody typed", () => {
    assert.deepEqual(type("", "ı", codes), commits("ı"));
    assert.deepEqual(type("", "ſ", codes), commits("ſ"));
  });
});

describe("what was typed or pasted, as a mark", () => {
  test("minutes may stand apart, in brackets or at once", () => {
    for (const text of ["L12", "l 12", " L (12) ", "L(12)", "L\u00a012"]) assert.deepEqual(parse(text), mark("L", 12), text);
    assert.deepEqual(parse("u45"), mark("U", 45));
  });
  test("nothing but blanks is no mark, those one cannot see too", () => {
    for (const text of ["", "  ", "\t", "\u200b\ufeff"]) assert.equal(parse(text), null);
  });
  test("a code of two characters is one code without minutes", () => {
    assert.deepEqual(parse("c1"), mark("C1"));
  });
  test("only L and U take minutes, and no more than three digits of them", () => {
    assert.deepEqual(parse("I12"), mark("I12"));
    assert.deepEqual(parse("L1234"), mark("L1234"));
  });
  test("words are kept, to be refused as they were written", () => {
    assert.deepEqual(parse("absent  today"), mark("ABSENT TODAY"));
  });
});
