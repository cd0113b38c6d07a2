/** One grid on a page, from its parts: what is drawn, kept as a draft, saved, and said. */
import { moveAsAt } from "../../../../../platform/foundation/ui/frontend/ts/as_at.js";
import { Bar } from "./bar.js";
import { ConflictDialog } from "./conflicts.js";
import { dropDrafts } from "../../../../../platform/foundation/ui/frontend/ts/drafts.js";
import { View } from "./draw.js";
import { button, clockTime, element } from "../../../../../platform/foundation/ui/frontend/ts/elements.js";
import type { GridFacts } from "./facts.js";
import { counted } from "./facts.js";
import { followClock } from "./clock.js";
import { Editor } from "./editor.js";
import { Kept } from "./kept.js";
import { listenForKeys } from "./keys.js";
import type { Outcome } from "./model.js";
import { Sheet } from "./model.js";
import { Palette } from "./palette.js";
import { listenForPointer } from "./pointer.js";
import { RefusalBox } from "./refused.js";
import { fillReview } from "./review.js";
import type { Answered } from "./saving.js";
import { Saving } from "./saving.js";
import { Selection } from "./selection.js";

const STATES = { missing: "Missing", sent: "Sent", amending: "Amending", off: "Not open yet" } as const;

/** Registers named one by one in a sentence; more are counted. */
const MOST_NAMED = 6;

export class RegisterGrid {
  private readonly sheet: Sheet;
  private readonly selection: Selection;
  private readonly view: View;
  private readonly editor: Editor;
  private readonly bar: Bar | null;
  private readonly saving: Saving | null;
  private readonly kept: Kept | null;
  private readonly refusal: RefusalBox;
  private readonly palette: Palette | null;
  private readonly conflictDialog: ConflictDialog | null;
  private picking = false;
  private leaving = false;
  private redraw = 0;
  private savedAt = "";

  constructor(
    private readonly part: HTMLElement,
    private readonly facts: GridFacts,
  ) {
    const table = part.querySelector<HTMLElement>("[data-cells]") ?? part.querySelector<HTMLElement>("table.reg");
    const refusal = part.querySelector<HTMLElement>("[data-refusal]");
    if (!table || !refusal) throw new Error("the page lacks a grid or the place of its refusals");
    this.sheet = new Sheet(facts);
    this.selection = new Selection(this.sheet);
    this.view = new View(table, this.sheet);
    this.editor = new Editor(this.sheet, this.selection, this.view);
    this.refusal = new RefusalBox(refusal, this.sheet, this.view);
    const form = part.querySelector<HTMLFormElement>("[data-bar]");
    this.bar = form ? new Bar(form, this.sheet) : null;
    this.saving = this.bar
      ? new Saving(this.sheet, this.bar.token, {
          busy: () => { this.refresh(); },
          answered: (answers) => { this.answered(answers); },
        })
      : null;
    this.kept = this.saving ? new Kept(this.sheet, this.saving, facts.person) : null;
    const palette = part.querySelector<HTMLElement>("[data-palette]");
    this.palette = palette && this.bar ? new Palette(palette, this.editor) : null;
    const conflicts = this.dialog("conflicts");
    this.conflictDialog = conflicts ? new ConflictDialog(conflicts, this.sheet) : null;
    this.listen();
    this.begin();
    followClock(this.sheet, facts.renewIn, { say: (words) => { this.say(words); }, over: () => { this.weekIsOver(); } });
  }

  private listen(): void {
    this.sheet.onChange = (cells) => {
      for (const cell of cells) if (!(this.editor.typing && cell === this.selection.focus)) this.view.draw(cell);
      for (const row of new Set(cells.map((cell) => this.sheet.rowOf(cell)))) this.view.drawTotal(row);
      for (const cell of new Map(cells.map((one) => [this.sheet.registerOf(one), one])).values()) this.view.drawColumn(cell);
      this.refresh();
    };
    this.selection.onChange = (now, before) => {
      for (const cell of before) if (!now.has(cell)) this.view.drawSelected(cell, false);
      for (const cell of now) if (!before.has(cell)) this.view.drawSelected(cell, true);
    };
    this.editor.say = (words) => { this.say(words); };
    this.editor.onActed = (outcome) => { this.acted(outcome); };
    listenForKeys(this.editor, {
      showKeys: () => { this.dialog("keys")?.showModal(); },
      showPalette: () => { this.palette?.show(); },
      reads: this.bar === null,
    });
    listenForPointer(this.editor, { picking: () => this.picking, showPalette: () => { this.palette?.show(); } });
    this.view.table.addEventListener("focusin", () => { this.showRefusal(); });
    // Of several refused cells each says why under the pointer, as it does under the keys.
    this.view.table.addEventListener("pointerover", (event) => {
      const cell = this.view.cellOf(event.target);
      if (cell !== null && this.sheet.at(cell).refused) this.refusal.show(cell, this.selection.focus);
    });
    addEventListener("resize", () => {
      this.keepReachable();
      this.showRefusal();
    });
    // What was said of the act before goes with the next one.
    for (const begun of ["keydown", "pointerdown"]) this.part.addEventListener(begun, () => { this.say(""); }, { capture: true });
    this.part.addEventListener("click", (event) => { this.clicked(event); });
    if (this.bar) this.bar.onSave = () => { this.save(); };
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        this.save();
      }
    });
    addEventListener("beforeunload", (event) => {
      this.keepDrafts();
      if (!this.leaving && this.sheet.changed().length > 0) event.preventDefault();
    });
    addEventListener("pagehide", () => { this.keepDrafts(); });
    if (this.conflictDialog) {
      this.conflictDialog.onChosen = (mine) => { this.chosen(mine); };
      this.conflictDialog.onLeft = (cell) => {
        this.editor.arrive(cell ?? this.selection.focus, false);
        this.bar?.say("Not saved: somebody else changed some of these marks. Saving asks again which to keep.");
      };
    }
  }

  /** The page as it opens: drafts brought back, and the first cell focused that was asked for, or missing in the chosen session.
   *  A phone is left at the head of the page, as its grid may lie far below. */
  private begin(): void {
    dropDrafts(this.facts.person);
    const recalled = this.kept?.recall();
    if (this.bar && recalled?.reason) this.bar.reason = recalled.reason;
    const { column } = this.facts;
    const first = this.sheet.where((cell) => this.sheet.columnOf(cell) === column && this.sheet.isMissing(cell))[0];
    const asked = this.facts.first ?? null;
    this.selection.goTo(this.view.nearestShown(asked ?? first ?? this.sheet.cellAt(0, column)));
    const goes = asked === null ? !("quiet" in this.part.dataset) : innerWidth > 760;
    this.view.goTo(this.selection.focus, goes);
    const tools = this.part.querySelector<HTMLElement>("[data-tools]");
    if (tools) tools.hidden = false;
    this.refresh();
    this.sayKept(recalled?.marks ?? 0);
  }

  /** Which drafts there are: those back in their cells, and those that wait for a page of their pupils. */
  private sayKept(here: number): void {
    const words: string[] = [];
    const acts: HTMLElement[] = [];
    if (here > 0) {
      words.push(`${counted(here, "mark")} that had not been saved ${here === 1 ? "is" : "are"} back as you typed ${here === 1 ? "it" : "them"}.`);
    }
    const { marks, register } = this.kept?.elsewhere() ?? { marks: 0, register: "" };
    if (marks > 0) {
      words.push(`${counted(marks, "mark")} that you typed on another page ${marks === 1 ? "is" : "are"} not saved.`);
      acts.push(element("a", { href: `/registers/${register}` }, "Go there"));
    }
    if (words.length > 0) acts.push(button(words.length > 1 ? "Discard all" : "Discard them", () => { this.discard(); }, "small"));
    this.bar?.say(words.join(" "), "", acts);
  }

  private weekIsOver(): void {
    const words = "This page shows a week that is over. Save what is typed in it before you go on.";
    this.bar?.say(words, "", [element("a", { href: location.href }, "Open this week")]);
    this.say(words, { aloud: this.bar !== null });
  }

  /** A page made narrower hides cells: the one in the tab order must not be among them. */
  private keepReachable(): void {
    const { focus } = this.selection;
    const shown = this.view.nearestShown(focus);
    if (shown === focus) return;
    // A cell that is no longer drawn loses the focus, now or a moment later; whoever was typing goes on beside it.
    const here = document.activeElement === document.body || this.view.box(focus).contains(document.activeElement);
    this.editor.commit();
    this.selection.goTo(shown);
    this.view.goTo(shown, here);
  }

  private dialog(name: string): HTMLDialogElement | null {
    return this.part.querySelector<HTMLDialogElement>(`[data-dialog="${name}"]`);
  }

  /** Say what came of an act, aloud and above the bar until the next; only aloud what the page shows elsewhere already. */
  private say(words: string, { aloud = false } = {}): void {
    const place = this.part.querySelector("[data-say]");
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("vh", aloud);
  }

  private clicked(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    const pressed = event.target.closest<HTMLElement>("[data-act]");
    switch (pressed?.dataset["act"]) {
      case "blanks": this.editor.markBlanks(); this.view.goTo(this.selection.focus); break;
      case "palette": this.editor.commit(); this.palette?.show(); break;
      case "undo": this.editor.undo(); break;
      case "keys": this.dialog("keys")?.showModal(); break;
      case "review": this.review(); break;
      case "select":
        this.picking = !this.picking;
        if (!this.picking) this.selection.clear();
        pressed?.setAttribute("aria-pressed", String(this.picking));
        this.say(this.picking ? "Select: click or tap the cells, then choose a code." : "Selecting ended.");
        break;
      default:
    }
  }

  private review(): void {
    this.editor.commit();
    const dialog = this.dialog("review");
    if (!dialog) return;
    fillReview(dialog, this.sheet, (cell) => { this.editor.arrive(cell, false); });
    dialog.showModal();
  }

  /** The focused cell's refusal, else the last one made. */
  private acted(outcome: Outcome): void {
    const last = outcome.refused[outcome.refused.length - 1];
    if (last !== undefined) this.refusal.show(last, this.selection.focus);
    else this.showRefusal();
  }

  private showRefusal(): void {
    const { focus } = this.selection;
    const shown = this.refusal.cell;
    const cell = this.sheet.at(focus).refused ? focus : shown;
    this.refusal.show(cell !== null && this.sheet.at(cell).refused ? cell : null, focus);
  }

  /** Draw the bar and the head once for however many changes of one moment, and keep the drafts. */
  private refresh(): void {
    if (this.redraw === 0) this.redraw = requestAnimationFrame(() => { this.drawChanged(); });
  }

  /** Draw what waits to be drawn, now: what is in a bar that has not come yet cannot have the focus. */
  private drawChanged(): void {
    if (this.redraw === 0) return;
    cancelAnimationFrame(this.redraw);
    this.redraw = 0;
    const bare = this.bar?.form.hidden ?? true;
    const lost = this.bar?.draw(this.saving?.busy ?? false) ?? false;
    // The bar has come and may stand over the cell.
    if (bare && this.bar?.form.hidden === false) this.view.box(this.selection.focus).scrollIntoView({ block: "nearest" });
    if (lost) this.view.goTo(this.selection.focus);
    this.drawState();
    this.keepDrafts();
  }

  /** The tag beside the group's name. */
  private drawState(): void {
    const tag = document.querySelector<HTMLElement>("[data-state]");
    const { column } = this.facts;
    const slot = this.sheet.facts.slots[column];
    if (!tag || !slot || slot.closed >= 0 || slot.unplanned) return;
    const cells = this.sheet.where((cell) => this.sheet.columnOf(cell) === column && !this.sheet.isOff(cell));
    const open = cells.some((cell) => !this.sheet.isTaken(cell) && this.sheet.expected(cell) === null);
    const amending = cells.some((cell) => this.sheet.isAmendment(cell));
    const state = slot.phase === "ahead" ? "off" : amending ? "amending" : open ? "missing" : "sent";
    const more = document.querySelector("[data-state-more]");
    if (tag.textContent !== STATES[state]) {
      tag.className = `tag ${state}`;
      tag.textContent = STATES[state];
      if (more) more.textContent = "";
    }
    if (more && state === "sent" && this.savedAt) more.textContent = `saved ${this.savedAt}`;
  }

  // Drafts

  private keepDrafts(): void {
    this.kept?.keep(this.bar?.reason ?? "");
  }

  private discard(): void {
    this.leaving = true;
    this.kept?.discard();
    this.bar?.say("");
    location.reload();
  }

  // Saving

  private save(): void {
    if (!this.bar || !this.saving || this.saving.busy) return;
    this.editor.commit();
    this.drawChanged();
    if (this.sheet.asks().size === 0) {
      const planned = this.sheet.isPlanned(this.selection.focus);
      if (planned) this.bar.say("This mark is planned. Open the form’s register to confirm what is planned there.", "");
      this.say(planned ? "" : "There is nothing to save.");
      return;
    }
    if (this.bar.needsReason && this.bar.reason === "") {
      this.bar.askReason();
      return;
    }
    this.bar.say("");
    void this.saving.save(this.bar.reason);
  }

  private answered(answers: readonly Answered[]): void {
    const saved = answers.filter((answer) => answer.kind === "saved");
    const conflicts = answers.filter((answer) => answer.kind === "conflict");
    const refused = answers.filter((answer) => answer.kind === "refused");
    const out = answers.find((answer) => answer.kind === "out");
    const unreachable = answers.find((answer) => answer.kind === "unreachable");
    const marks = saved.reduce((sum, answer) => sum + answer.saved, 0);
    const at = saved[saved.length - 1]?.at ?? "";
    if (saved.length > 0) {
      this.sheet.forgetActs();
      for (const { register, sent } of saved) this.kept?.saved(register, sent);
      this.savedAt = clockTime(at);
      moveAsAt(at);
      const words = `Saved ${counted(marks, "mark")}, ${this.savedAt}${this.named(saved)}.`;
      this.bar?.saved(words, conflicts.length + refused.length > 0);
      this.say(words, { aloud: true });
      if (!unreachable && !out) this.bar?.say("");
    }
    if (unreachable) this.unreachable(unreachable.offline);
    if (out) this.shutOut(out.words, out.signIn);
    if (refused.length > 0) this.faulty(refused);
    this.refresh();
    if (conflicts.length > 0) this.conflict(conflicts);
  }

  private unreachable(offline: boolean): void {
    const what = offline ? "No connection." : "The server cannot save just now.";
    const count = counted(this.sheet.changed().length || this.sheet.toConfirm().length, "mark");
    const words = `${what} ${count} kept in this tab; saving goes on by itself as soon as it can.`;
    this.bar?.say(words, "", [button("Try now", () => { void this.saving?.again(); }, "small")]);
    this.say(words, { aloud: true });
  }

  private shutOut(words: string, signIn: boolean): void {
    const link = element("a", { href: location.href }, signIn ? "Sign in" : "Reload");
    link.addEventListener("click", () => {
      this.keepDrafts();
      this.leaving = true;
    });
    this.bar?.say(words, "red", [link]);
  }

  /** Which registers an answer is about, where the page holds those of several groups: ": 9B Thursday AM, 7C Friday PM". */
  private named(answers: readonly Answered[]): string {
    if (this.facts.groups.length < 2) return "";
    const names = [...new Set(answers.map((answer) => this.sheet.registerName(answer.register)))];
    return names.length > MOST_NAMED ? `: ${counted(names.length, "register")}` : `: ${names.join(", ")}`;
  }

  private faulty(refused: readonly (Answered & { kind: "refused" })[]): void {
    const faults = refused.flatMap((answer) => answer.faults);
    const where = this.named(refused);
    const reason = faults.find((fault) => fault.field === "reason");
    const cells = faults.filter((fault) => fault.cell !== null && fault.field !== "reason");
    for (const { cell, words } of cells) if (cell !== null) this.sheet.refuse(cell, words);
    const whole = faults.find((fault) => fault.cell === null && fault.field !== "reason");
    const first = cells[0]?.cell;
    if (whole) this.bar?.say(`Not saved${where}: ${whole.words}`);
    else if (cells.length > 0) this.bar?.say(`Not saved${where}: ${counted(cells.length, "mark")} refused, so nothing was saved${where && " there"}. Put ${cells.length === 1 ? "it" : "them"} right or leave ${cells.length === 1 ? "it" : "them"}, then save again.`);
    if (reason) this.bar?.reasonIsWrong(reason.words);
    else if (first !== undefined && first !== null) {
      this.editor.arrive(first, false);
      this.refusal.show(first, first);
    }
  }

  private conflict(answers: readonly (Answered & { kind: "conflict" })[]): void {
    const conflicts = answers.flatMap((answer) => answer.conflicts);
    const where = this.named(answers);
    if (conflicts.length === 0) {
      this.bar?.say(`Not saved${where}: somebody saved the same marks at this moment. Save again.`);
      return;
    }
    this.say(`${counted(conflicts.length, "cell")} changed by somebody else. Nothing of yours was saved there${where}.`, { aloud: true });
    this.conflictDialog?.open(conflicts);
  }

  /** Every conflict is settled: save again what is still one's own. */
  private chosen(mine: boolean): void {
    this.view.goTo(this.selection.focus);
    if (mine || this.sheet.changed().length > 0) this.save();
    else this.bar?.saved("Kept as the others had it.");
    this.refresh();
  }
}
