/** Cells that somebody else changed first: theirs beside yours, with who and when; T and M choose, or all at once. */
import type { Choice } from "./choices.js";
import { Choices } from "./choices.js";
import { markElement, saidMark } from "./draw.js";
import type { Sheet } from "./model.js";
import type { Conflict } from "./saving.js";
import { button, element, timeOf } from "../../../../../platform/foundation/ui/frontend/ts/elements.js";

export class ConflictDialog {
  private choices = new Choices([]);
  private rows: readonly HTMLTableRowElement[] = [];
  private at = 0;
  /** Every cell has been chosen; `mine` says whether any of one's own is to be saved again. */
  onChosen: (mine: boolean) => void = () => undefined;
  /** The dialog was left before that; with a cell, to look at it. What was typed stands unsaved, and a save asks again. */
  onLeft: (cell: number | null) => void = () => undefined;
  private settled = false;
  private to: number | null = null;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly sheet: Sheet,
  ) {
    dialog.addEventListener("keydown", (event) => { this.key(event); });
    dialog.addEventListener("close", () => { if (!this.settled) this.onLeft(this.to); });
  }

  open(conflicts: readonly Conflict[]): void {
    const body = this.dialog.querySelector("[data-body]");
    if (!body) return;
    const table = element("table", { class: "table" });
    const head = table.createTHead().insertRow();
    for (const words of ["Pupil", "Session", "Theirs", "Mine", "Keep"]) head.append(element("th", { scope: "col" }, words));
    const rows = table.createTBody();
    this.choices = new Choices(conflicts);
    this.rows = conflicts.map((conflict, place) => {
      const row = rows.insertRow();
      this.fill(row, conflict, place);
      return row;
    });
    const acts = element("div", { class: "acts" });
    acts.append(
      button("Keep all theirs", () => { this.all("theirs"); }),
      button("Keep all mine", () => { this.all("mine"); }),
      button("Save these choices", () => { this.finish(); }, "primary"),
    );
    const words = "Nothing of yours was saved in these registers. Choose for each; T keeps theirs, M keeps mine, arrows move; a name leads to its cell.";
    body.replaceChildren(element("p", {}, words), table, acts);
    [this.settled, this.to] = [false, null];
    this.dialog.showModal();
    this.show(0);
  }

  private fill(row: HTMLTableRowElement, conflict: Conflict, place: number): void {
    const name = element("th", { scope: "row", "data-name": "" });
    const link = element("button", { type: "button", class: "plain" }, this.sheet.nameOf(conflict.cell));
    link.addEventListener("click", () => {
      this.to = conflict.cell;
      this.dialog.close();
    });
    name.append(link);
    const who = [conflict.by || "Somebody", conflict.position && `(${conflict.position})`, conflict.at && timeOf(conflict.at)];
    const theirs = element("td", {});
    theirs.append(markElement(this.sheet, conflict.theirs), ` ${saidMark(this.sheet, conflict.cell, conflict.theirs)}, ${who.filter(Boolean).join(" ")}`);
    const mine = element("td", {});
    mine.append(markElement(this.sheet, conflict.mine), ` ${saidMark(this.sheet, conflict.cell, conflict.mine)}`);
    const keep = element("td", { class: "nowrap" });
    for (const [choice, label] of [["theirs", "Theirs"], ["mine", "Mine"]] as const) {
      const one = button(label, () => { this.choose(place, choice); }, "small");
      one.dataset["choice"] = choice;
      one.setAttribute("aria-pressed", "false");
      one.setAttribute("aria-label", `${label} for ${this.sheet.nameOf(conflict.cell)}`);
      keep.append(one, " ");
    }
    row.append(name, element("td", {}, this.sheet.slotOf(conflict.cell).name), theirs, mine, keep);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "t" || key === "m") {
      this.choose(this.at, key === "t" ? "theirs" : "mine");
      this.show(this.choices.after(this.at));
    } else if (key === "arrowdown") this.show(Math.min(this.at + 1, this.rows.length - 1));
    else if (key === "arrowup") this.show(Math.max(this.at - 1, 0));
    else return;
    event.preventDefault();
  }

  /** Focus a row, at what was chosen there, so that Enter changes nothing; or on what saves the choices. */
  private show(place: number | null): void {
    if (place === null) {
      this.dialog.querySelector<HTMLButtonElement>(".acts .primary")?.focus();
      return;
    }
    this.at = place;
    const row = this.rows[place];
    (row?.querySelector<HTMLButtonElement>("button[aria-pressed=true]") ?? row?.querySelector<HTMLButtonElement>("[data-choice]"))?.focus();
  }

  private choose(place: number, choice: Choice): void {
    this.choices.choose(place, choice);
    for (const one of this.rows[place]?.querySelectorAll<HTMLButtonElement>("[data-choice]") ?? []) one.setAttribute("aria-pressed", String(one.dataset["choice"] === choice));
  }

  private all(choice: Choice): void {
    this.choices.all(choice);
    this.finish();
  }

  private finish(): void {
    const { open } = this.choices;
    if (open !== null) {
      this.show(open);
      return;
    }
    const mine = this.choices.settle(this.sheet);
    this.settled = true;
    this.dialog.close();
    this.onChosen(mine);
  }
}
