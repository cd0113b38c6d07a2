/** Why a cell was refused, beside the cell: to its right, else wherever it covers neither that cell nor the focused one. */
import type { Sheet } from "./model.js";
import type { View } from "./draw.js";

const GAP = 12;
const TOP_LINE = 120;

export class RefusalBox {
  private shown: number | null = null;

  constructor(
    private readonly box: HTMLElement,
    private readonly sheet: Sheet,
    private readonly view: View,
  ) {}

  /** Say why `cell` was refused, clear of `focus`; null hides it. The same words are not said twice. */
  show(cell: number | null, focus: number): void {
    const refused = cell === null ? null : this.sheet.at(cell).refused;
    if (this.shown !== null && this.shown !== cell) this.view.box(this.shown).removeAttribute("aria-describedby");
    if (cell === null || refused === null) {
      this.shown = null;
      this.box.hidden = true;
      this.box.replaceChildren();
      return;
    }
    if (this.box.dataset["words"] !== refused.words || this.shown !== cell) {
      const head = document.createElement("b");
      head.textContent = `Not entered: ${refused.typed || "missing"}`;
      this.box.dataset["words"] = refused.words;
      this.box.replaceChildren(head, refused.words, " Esc puts back what was there.");
    }
    this.shown = cell;
    this.box.hidden = false;
    this.view.box(cell).setAttribute("aria-describedby", this.box.id);
    this.place(cell, focus);
  }

  get cell(): number | null {
    return this.shown;
  }

  private place(cell: number, focus: number): void {
    const origin = this.box.offsetParent?.getBoundingClientRect();
    if (!origin) return;
    const at = this.view.box(cell).getBoundingClientRect();
    const focused = this.view.box(focus).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const middle = Math.min(Math.max(at.left + at.width / 2 - width / 2, 8), innerWidth - width - 8);
    // The bar sticks over the foot of the grid: beside a cell in sight the box ends above it.
    const floor = document.querySelector(".grid-foot")?.getBoundingClientRect().top ?? innerHeight;
    const beside = at.bottom <= floor ? Math.min(at.top - 8, floor - height - 8) : at.top - 8;
    const choices: [number, number][] = [
      [at.right + GAP, beside],
      [at.left - GAP - width, beside],
      [middle, at.top - GAP - height],
      [middle, at.bottom + GAP],
      [middle, focused.bottom + GAP],
    ];
    const fits = choices.find(
      ([left, top]) =>
        left >= 8 &&
        left + width <= innerWidth - 8 &&
        top >= Math.min(TOP_LINE, at.top - 8) &&
        (focus === cell || left >= focused.right || left + width <= focused.left || top >= focused.bottom || top + height <= focused.top),
    );
    const [left, top] = fits ?? [middle, Math.max(at.bottom, focused.bottom) + GAP];
    this.box.style.setProperty("inset-inline-start", `${Math.round(left - origin.left)}px`);
    this.box.style.setProperty("inset-block-start", `${Math.round(top - origin.top)}px`);
  }
}
