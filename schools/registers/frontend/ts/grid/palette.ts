/** The list of codes for who has no keys: what may stand in the cell first, with words, and minutes by plus and minus. */
import { button, element } from "../../../../../platform/foundation/ui/frontend/ts/elements.js";
import { markElement } from "./draw.js";
import type { Editor } from "./editor.js";
import { NO_REASON_YET } from "./facts.js";

const FIRST = ["/", "\\", NO_REASON_YET, "I", "M"];
const GAP = 8;

export class Palette {
  constructor(
    private readonly box: HTMLElement,
    private readonly editor: Editor,
  ) {
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.close();
      } else this.arrow(event);
    });
    box.addEventListener("toggle", () => {
      if (!this.open && box.contains(document.activeElement)) editor.view.goTo(editor.selection.focus);
    });
  }

  get open(): boolean {
    return this.box.matches(":popover-open");
  }

  show(): void {
    const { sheet, selection, view } = this.editor;
    const cell = selection.focus;
    const several = selection.cells().length;
    const heading = several > 1 ? `${several} cells` : `${sheet.nameOf(cell)}, ${sheet.slotOf(cell).name}`;
    const title = element("h2", {}, heading);
    if (several === 1) title.setAttribute("data-name", "");
    this.box.replaceChildren(title, this.presence(cell), this.late(cell), this.codes(cell));
    this.box.showPopover();
    this.place(view.box(cell));
    this.box.querySelector("button")?.focus();
  }

  close(): void {
    this.box.hidePopover();
    this.editor.view.goTo(this.editor.selection.focus);
  }

  private enter(text: string, code: string | null, minutes: number | null): void {
    this.editor.put(code === null ? null : { code, minutes }, text);
    this.close();
  }

  /** The codes used most, and back to missing. */
  private presence(cell: number): HTMLElement {
    const list = element("div", { class: "palette-codes" });
    for (const code of FIRST) if (this.may(cell, code)) list.append(this.one(code));
    const clear = element("button", { type: "button" });
    clear.append(element("span", { class: "mk m" }), "Back to missing");
    clear.addEventListener("click", () => { this.enter("", null, null); });
    list.append(clear);
    return list;
  }

  private codes(cell: number): HTMLElement {
    const list = element("div", { class: "palette-codes" });
    for (const code of this.editor.sheet.slotOf(cell).codes) {
      if (!FIRST.includes(code) && code !== "L" && this.may(cell, code)) list.append(this.one(code));
    }
    return list;
  }

  private may(cell: number, code: string): boolean {
    return this.editor.sheet.slotOf(cell).codes.includes(code) && this.editor.sheet.refusal(cell, { code, minutes: null }) === null;
  }

  private one(code: string): HTMLButtonElement {
    const made = element("button", { type: "button" });
    const words = element("span", {}, this.editor.sheet.facts.codes[code]?.[1] ?? code);
    made.append(markElement(this.editor.sheet, { code, minutes: null }), words);
    made.addEventListener("click", () => { this.enter(code, code, null); });
    return made;
  }

  private late(cell: number): HTMLElement {
    const slot = this.editor.sheet.slotOf(cell);
    const part = element("div", { class: "palette-late" });
    if (!slot.codes.includes("L") || slot.phase === "ahead") return part;
    const label = element("label", { for: "palette-minutes" }, "Minutes late");
    const held = this.editor.sheet.at(cell).mark;
    const input = element("input", { class: "input", id: "palette-minutes", inputmode: "numeric", maxlength: "3", autocomplete: "off" });
    input.value = String(held?.minutes ?? 5);
    const change = (by: number) => () => { input.value = String(Math.min(240, Math.max(1, (Number(input.value) || 0) + by))); };
    const less = button("−", change(-1));
    less.setAttribute("aria-label", "One minute less");
    const more = button("+", change(1));
    more.setAttribute("aria-label", "One minute more");
    const enter = (): void => {
      const typed = input.value.trim();
      const minutes = Number(typed);
      const code = minutes > slot.bound ? "U" : "L";
      this.enter(code + typed, code, typed === "" ? null : Number.isInteger(minutes) ? minutes : 0);
    };
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      enter();
    });
    part.append(label, less, input, more, button("Enter L", enter));
    return part;
  }

  private arrow(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = [...this.box.querySelectorAll<HTMLElement>("button, input")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]?.focus();
  }

  /** Beside the cell on a wide screen; a narrow one gives it a place of its own by its styles. */
  private place(cell: HTMLElement): void {
    this.box.style.removeProperty("left");
    this.box.style.removeProperty("top");
    if (innerWidth <= 760) return;
    const at = cell.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = at.right + GAP + width < innerWidth ? at.right + GAP : at.left - GAP - width;
    this.box.style.setProperty("left", `${Math.max(GAP, left)}px`);
    this.box.style.setProperty("top", `${Math.max(GAP, Math.min(at.top, innerHeight - height - GAP))}px`);
  }
}
