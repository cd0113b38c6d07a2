/** Grids made for tests: a group of pupils over a few sessions, and the words that the server would refuse by. */
import type { GridFacts, GroupFacts, Held, RowFacts, SlotFacts } from "../../../schools/registers/frontend/ts/grid/facts.js";
import { written } from "../../../schools/registers/frontend/ts/grid/facts.js";
import { Sheet } from "../../../schools/registers/frontend/ts/grid/model.js";

export const WORDS = {
  seeOnly: "You may see this register.",
  closed: "The school is closed that day.",
  removal: "A mark that was saved cannot go back to missing.",
  first: "The register has closed: ask the office.",
  change: "Only the office changes a saved mark.",
  notOfAge: "X is for a pupil below compulsory school age.",
  ahead: "Nobody can be present before the register opens.",
} as const;

const LISTED = Object.values(WORDS);

/** The number by which facts name a sentence. */
export function place(words: string): number {
  return LISTED.indexOf(words as (typeof LISTED)[number]);
}

export const NAMES = ["Hodan Abdi", "Tobi Adeyemi", "Freya Bailey", "Nusrat Begum", "Kofi Boateng"];

export function slot(over: Partial<SlotFacts> = {}): SlotFacts {
  return {
    name: "Thursday AM",
    date: "2026-11-19",
    session: "am",
    phase: "open",
    held: true,
    unplanned: false,
    due: true,
    windowed: true,
    bound: 30,
    needsMinutes: true,
    closed: -1,
    first: -1,
    change: -1,
    removal: -1,
    codes: ["/", "\\", "L", "U", "N", "I", "M", "C", "C1", "C2", "D", "S", "X"],
    refused: [{}, {}],
    ...over,
  };
}

export const AFTERNOON = slot({ name: "Thursday PM", session: "pm" });

export function group(over: Partial<GroupFacts> = {}): GroupFacts {
  return { name: "9C", reach: 2, versions: [4, 7], registers: ["9c/am/", "9c/pm/"], ...over };
}

/** The facts of a grid whose cells are written row by row: null not recorded here, "" missing, "L 12". */
export function facts(cells: readonly (readonly (string | null)[])[], over: Partial<GridFacts> = {}): GridFacts {
  return {
    codes: {
      "/": ["p", "present"],
      "\\": ["p", "present"],
      L: ["l", "late"],
      U: ["u", "late after the register closed"],
      N: ["n", "no reason yet"],
      I: ["a", "illness"],
      S: ["a", "study leave"],
    },
    slots: [slot(), AFTERNOON],
    groups: [group()],
    rows: cells.map((marks, row): RowFacts => [`p${row}`, NAMES[row] ?? "", 0, true, marks]),
    planned: [],
    elsewhere: [],
    plans: {},
    expected: {},
    words: LISTED,
    seeOnly: place(WORDS.seeOnly),
    person: "officer",
    column: 0,
    renewIn: null,
    next: null,
    ...over,
  };
}

export function sheet(cells: readonly (readonly (string | null)[])[], over: Partial<GridFacts> = {}): Sheet {
  return new Sheet(facts(cells, over));
}

export function mark(code: string, minutes: number | null = null): Held {
  return { code, minutes };
}

/** Enter one mark in one cell; whether it stands. */
export function enter(into: Sheet, cell: number, code: string, minutes: number | null = null): boolean {
  return into.enter([{ cell, mark: { code, minutes }, typed: `${code}${minutes ?? ""}` }]).refused.length === 0;
}

/** What stands in a column from the top: "/", "L12", "" for missing. */
export function column(of: Sheet, number = 0): string[] {
  return Array.from({ length: of.rows }, (_, row) => written(of.at(of.cellAt(row, number)).mark));
}
