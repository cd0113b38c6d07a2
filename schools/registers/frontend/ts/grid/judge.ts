/**
 * Why a mark may not stand in a cell, in the server's words: said at once, at the cell. Mirrors the order of
 * `schools.registers.rules.entering`, which judges every save again; what only the server can know is left to it.
 */
import type { GridFacts, Held, Mark, RowFacts, SlotFacts } from "./facts.js";
import { same } from "./facts.js";

const LATE = new Set(["L", "U"]);
const MOST_MINUTES = 240;

function ofAge(row: RowFacts, column: number): boolean {
  return typeof row[3] === "boolean" ? row[3] : (row[3][column] ?? true);
}

function codeRefused(facts: GridFacts, slot: SlotFacts, code: string, compulsory: boolean): string | null {
  const place = slot.refused[compulsory ? 1 : 0][code];
  if (place !== undefined) return facts.words[place] ?? "That code may not stand there.";
  if (slot.codes.includes(code)) return null;
  return `“${code.length > 3 ? `${code.slice(0, 3)}…` : code}” is not an attendance code.`;
}

function minutesRefused(slot: SlotFacts, asked: Mark): string | null {
  if (asked.minutes === null) {
    return asked.code === "L" && slot.needsMinutes ? "Say how many minutes late: L, then the minutes, as in L12." : null;
  }
  if (!LATE.has(asked.code)) return `Only L and U have minutes late; ${asked.code} has none.`;
  if (asked.minutes < 1 || asked.minutes > MOST_MINUTES) return `Minutes late are a whole number from 1 to ${MOST_MINUTES}.`;
  const inside = asked.minutes <= slot.bound;
  if (inside === (asked.code === "L") || (inside && !slot.windowed)) return null;
  return `The register is open for ${slot.bound} minutes: use ${inside ? "L" : "U"} for a pupil who came ${asked.minutes} minutes late.`;
}

/**
 * Words for why `asked` may not take the place of `held` (what the server has), or null when it may as far as is known.
 * What is only `planned` is no entry yet: whatever takes its place is a first mark.
 */
export function refusal(facts: GridFacts, row: number, column: number, held: Held, asked: Held, planned = false): string | null {
  const pupil = facts.rows[row];
  const slot = facts.slots[column];
  const group = pupil && facts.groups[pupil[2]];
  if (!pupil || !slot || !group || pupil[4][column] === null) return "The pupil is not in this group that day.";
  if (group.reach === 0) return facts.words[facts.seeOnly] ?? "You may only see this register.";
  if (same(held, asked) && !planned) return null;
  const said = (place: number): string | null => facts.words[place] ?? null;
  return (
    said(slot.closed) ??
    (asked === null && held !== null ? said(slot.removal) : null) ??
    (asked === null ? null : codeRefused(facts, slot, asked.code, ofAge(pupil, column))) ??
    (asked === null ? null : minutesRefused(slot, asked)) ??
    (group.reach === 2 ? null : said(held === null || planned ? slot.first : slot.change))
  );
}
