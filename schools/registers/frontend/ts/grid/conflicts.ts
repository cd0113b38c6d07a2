/** Cells that somebody else changed first: theirs beside yours, with who and when; T and M choose, or all at once. */
import { markElement, saidMark } from "./draw.js";
import type { Sheet } from "./model.js";
import type { Conflict } from "./saving.js";
import { button, element, timeOf } from "./elements.js";

export class ConflictDialog {
  private rows: { conflict: Conflict; row: HTMLTableRowElement; choice: "theirs" | "mine" | null }[] = [];
  private at = 0;
  /** Every cell has been chosen; `mine` says whether any of one's own is to be saved again. */
  onChosen: (mine: boolean) => void = () => undefined;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly sheet: Sheet,
  ) {
    dialog.addEventListener("keydown", (event) => { this.key(event); });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); });
  }

  open(conflicts: readonly Conflict[]): void {
    const body = this.dialog.querySelector("[data-body]");
    if (!body) return;
    const table = element("table", { class: "table" });
    const head = table.createTHead().insertRow();
    for (const words of ["Pupil", "Session", "Theirs", "Yours", "Keep"]) head.append(element("th", { scope: "col" }, words));
    const rows = table.createTBody();
    this.rows = conflicts.map((conflict, place) => {
      const row = rows.insertRow();
      this.fill(row, conflict, place);
      return { conflict, row, choice: null };
    });
    const acts = element("div", { class: "acts" });
    acts.append(
      button("All theirs", () => { this.all("theirs"); }),
      button("All mine", () => { this.all("mine"); }),
      button("Go on", () => { this.finish(); }, "primary"),
    );
    const words = "Nothing of yours was saved in these registers. Choose for each; T keeps theirs, M keeps yours, arrows move.";
    body.replaceChildren(element("p", {}, words), table, acts);
    this.dialog.showModal();
    this.show(0);
  }

  private fill(row: HTMLTableRowElement, conflict: Conflict, place: number): void {
    const name = element("th", { scope: "row", "data-name": "" }, this.sheet.nameOf(conflict.cell));
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
      if (this.at + 1 < this.rows.length) this.show(this.at + 1);
      else this.rest();
    } else if (key === "arrowdown") this.show(Math.min(this.at + 1, this.rows.length - 1));
    else if (key === "arrowup") this.show(Math.max(this.at - 1, 0));
    else return;
    event.preventDefault();
  }

  /** The hand on a row, at what was chosen there: Enter then changes nothing. */
  private show(place: number): void {
    this.at = place;
    const row = this.rows[place]?.row;
    (row?.querySelector<HTMLButtonElement>("button[aria-pressed=true]") ?? row?.querySelector("button"))?.focus();
  }

  /** After the last row: the first one without a choice, or Go on. */
  private rest(): void {
    const open = this.rows.findIndex(({ choice }) => choice === null);
    if (open >= 0) this.show(open);
    else this.dialog.querySelector<HTMLButtonElement>(".acts .primary")?.focus();
  }

  private choose(place: number, choice: "theirs" | "mine"): void {
    const found = this.rows[place];
    if (!found) return;
    found.choice = choice;
    for (const one of found.row.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one.dataset["choice"] === choice));
  }

  private all(choice: "theirs" | "mine"): void {
    this.rows.forEach((_, place) => { this.choose(place, choice); });
    this.finish();
  }

  private finish(): void {
    const open = this.rows.findIndex(({ choice }) => choice === null);
    if (open >= 0) {
      this.show(open);
      return;
    }
    for (const { conflict, choice } of this.rows) {
      this.sheet.choose(conflict.cell, conflict.theirs, choice === "mine" ? conflict.mine : conflict.theirs);
    }
    this.dialog.close();
    this.onChosen(this.rows.some(({ choice }) => choice === "mine"));
  }
}
