/** The choice between one's own mark and another's, for each cell both changed. Knows nothing of the page. */
import type { Sheet } from "./model.js";
import type { Conflict } from "./saving.js";

export type Choice = "theirs" | "mine";

export class Choices {
  private readonly made: (Choice | null)[];

  constructor(readonly conflicts: readonly Conflict[]) {
    this.made = conflicts.map(() => null);
  }

  at(place: number): Choice | null {
    return this.made[place] ?? null;
  }

  choose(place: number, choice: Choice): void {
    if (place in this.made) this.made[place] = choice;
  }

  all(choice: Choice): void {
    this.made.fill(choice);
  }

  /** The first conflict without a choice; null when all are made. */
  get open(): number | null {
    const place = this.made.indexOf(null);
    return place < 0 ? null : place;
  }

  /** Where a key leads from a conflict after its choice: to the next one, then to one passed over, then nowhere. */
  after(place: number): number | null {
    return place + 1 < this.made.length ? place + 1 : this.open;
  }

  /** Put what was chosen into the cells. Whether any mark of one's own is to be saved again. */
  settle(sheet: Sheet): boolean {
    this.conflicts.forEach(({ cell, theirs, mine }, place) => {
      sheet.choose(cell, theirs, this.made[place] === "mine" ? mine : theirs);
    });
    return this.made.includes("mine");
  }
}
