/**
 * What a key means while a code is being typed. A letter commits at once unless it begins a longer code of that date (C1,
 * J1, Y3) or is L, whose minutes may follow; those wait in the cell for a digit, an arrow, Enter or the next code.
 */
import type { Mark } from "./facts.js";

/** wait: `text` stands in the cell, not entered yet. commit: enter `text`; `then` is a key for the next cell. */
export type Step =
  | { readonly kind: "wait"; readonly text: string }
  | { readonly kind: "commit"; readonly text: string; readonly then?: string }
  | { readonly kind: "ignore" };

const MINUTES = 3;
const LATE = /^[LU]\d*$/;

/** Whether `text` must wait: something longer may be meant. */
function waits(text: string, codes: readonly string[]): boolean {
  return text === "L" || codes.some((code) => code.length > text.length && code.startsWith(text));
}

/** In capitals where the letters are the alphabet's: others (ı, ſ) would become codes that nobody typed. */
function capitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** The step for one typed character. `pending` is what already waits in the cell, `codes` those valid on its date. */
export function type(pending: string, character: string, codes: readonly string[]): Step {
  const key = capitals(character);
  const digit = /^\d$/.test(key);
  if (key === " ") return pending === "" ? { kind: "ignore" } : { kind: "wait", text: pending };
  if (pending === "") {
    if (digit) return { kind: "ignore" };
    return waits(key, codes) ? { kind: "wait", text: key } : { kind: "commit", text: key };
  }
  if (!digit) return { kind: "commit", text: pending, then: key };
  if (LATE.test(pending)) {
    return pending.length <= MINUTES ? { kind: "wait", text: pending + key } : { kind: "wait", text: pending };
  }
  const text = pending + key;
  return waits(text, codes) ? { kind: "wait", text } : { kind: "commit", text };
}

/** What was typed or pasted, as a mark: "l 12" is L with 12 minutes, "c1" is C1; null for nothing but blanks. */
export function parse(text: string): Mark | null {
  const clean = capitals(text.replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, " ").trim());
  if (clean === "") return null;
  const late = /^([LU]) ?\(?(\d{1,3})\)?$/.exec(clean);
  if (late?.[1] && late[2]) return { code: late[1], minutes: Number(late[2]) };
  return { code: clean, minutes: null };
}
