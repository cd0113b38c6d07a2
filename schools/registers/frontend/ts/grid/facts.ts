/** What the server tells a grid: its sessions, groups and rows, which codes there are, and why some may not be entered. */

/** A code as a cell is drawn and read aloud: its shape (see marks.css) and a few words. */
type CodeFacts = readonly [shape: string, words: string];

/** The code of an absence that nobody has explained yet; declared for the server in registers/rules/codes.py. */
export const NO_REASON_YET = "N";

/** One session, one column. Numbers other than `bound` name a sentence of `words`, -1 none. */
export interface SlotFacts {
  readonly name: string;
  readonly date: string;
  readonly session: "am" | "pm";
  readonly phase: "ahead" | "open" | "shut";
  /** Whether the school meets then, whether it was to and unexpectedly does not, and whether marks are due by now. */
  readonly held: boolean;
  readonly unplanned: boolean;
  readonly due: boolean;
  /** Whether the school has entered when the register opens. */
  readonly windowed: boolean;
  /** Most minutes an L may have. */
  readonly bound: number;
  readonly needsMinutes: boolean;
  /** Why nothing may be entered at all. */
  readonly closed: number;
  /** Why somebody who may not amend may not enter a first mark, or change one, here. */
  readonly first: number;
  readonly change: number;
  /** Why a mark may not be put back to missing. */
  readonly removal: number;
  readonly codes: readonly string[];
  /** Codes that may not be entered, for a pupil who is not and who is of compulsory school age. */
  readonly refused: readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>];
}

/** A registration group. `reach`: 0 may see, 1 may take, 2 may amend. `registers` are addresses in the order of the slots. */
export interface GroupFacts {
  readonly name: string;
  readonly reach: 0 | 1 | 2;
  readonly versions: readonly number[];
  readonly registers: readonly string[];
}

/** What is told of a row: place of the group, of compulsory age (one answer, or one a slot), and the marks as written: null
 *  not recorded here, "" missing, "/", "L 12". */
type ToldRow = readonly [group: number, ofAge: boolean | readonly boolean[], cells: readonly (string | null)[]];

/** A pupil's row: key and spoken name, which the row itself says, and what is told of it. */
export type RowFacts = readonly [id: string, name: string, ...ToldRow];

export interface GridFacts {
  readonly codes: Readonly<Record<string, CodeFacts>>;
  readonly slots: readonly SlotFacts[];
  readonly groups: readonly GroupFacts[];
  readonly rows: readonly RowFacts[];
  /** Cells, by their number, that hold a mark entered before the register opened. */
  readonly planned: readonly number[];
  /** Of those that a source has planned, by their number: which (a sentence of `words`). */
  readonly plans: Readonly<Record<number, number>>;
  /** Empty cells, by their number, that another place is to confirm: the code, and a few words. */
  readonly expected: Readonly<Record<number, readonly [code: string, words: string]>>;
  /** Cells, by their number, of sessions that are due at another school where the pupil is registered too. */
  readonly elsewhere: readonly number[];
  readonly words: readonly string[];
  readonly seeOnly: number;
  /** Who is signed in: drafts are theirs alone. */
  readonly person: string;
  /** The column focused when the page opens. */
  readonly column: number;
  /** Whether the page is a register's own, on which plans are confirmed. */
  readonly confirms?: boolean;
  /** The cell, by its number, that answers what the page was asked: the next act, and the page opens with it focused. */
  readonly first?: number | null;
  /** Seconds until a register opens or closes and these facts are old; null when none does today. */
  readonly renewIn: number | null;
  /** What to offer after a save: its name and address. */
  readonly next: readonly [string, string] | null;
}

/** The facts as the page's script holds them. */
export type ToldFacts = Omit<GridFacts, "rows"> & { readonly rows: readonly ToldRow[] };

/** A mark; null is missing. */
export interface Mark {
  readonly code: string;
  readonly minutes: number | null;
}
export type Held = Mark | null;

export function same(one: Held, other: Held): boolean {
  return one === other || (one !== null && other !== null && one.code === other.code && one.minutes === other.minutes);
}

/** A mark as the facts write it. */
export function readMark(text: string): Held {
  if (text === "") return null;
  const [code = "", minutes] = text.split(" ");
  return { code, minutes: minutes === undefined ? null : Number(minutes) };
}

/** A mark as people write it: "L12"; empty when missing. */
export function written(mark: Held): string {
  return mark === null ? "" : `${mark.code}${mark.minutes ?? ""}`;
}

/** "1 mark", "28 marks". */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString("en-GB")} ${one}${count === 1 ? "" : "s"}`;
}
