/** The bar under the grid: how much is not saved, why it is amended, what is in the way, and what comes next. */
import { NO_REASON_YET, counted } from "./facts.js";
import type { Sheet } from "./model.js";
import { element } from "../../../../../platform/foundation/ui/frontend/ts/elements.js";

function find<Kind extends HTMLElement>(part: ParentNode, selector: string): Kind {
  const found = part.querySelector<Kind>(selector);
  if (!found) throw new Error(`the page lacks ${selector}`);
  return found;
}

export class Bar {
  private readonly said: HTMLElement;
  private readonly trouble: HTMLElement;
  private readonly reasonPart: HTMLElement;
  private readonly reasonInput: HTMLInputElement;
  private readonly next: HTMLAnchorElement;
  private readonly saveWords: HTMLElement;
  private readonly saveButton: HTMLButtonElement;
  private readonly reviewButton: HTMLButtonElement;
  private lastSaved = "";
  private lastReason = "";
  onSave: () => void = () => undefined;

  constructor(
    readonly form: HTMLFormElement,
    private readonly sheet: Sheet,
  ) {
    this.said = find(form, "[data-said]");
    this.trouble = find(form, "[data-trouble]");
    this.reasonPart = find(form, "[data-reason]");
    this.reasonInput = find(form, "[data-reason-input]");
    this.next = find(form, "[data-next]");
    this.saveWords = find(form, "[data-save-words]");
    this.saveButton = find(form, "[data-save]");
    this.reviewButton = find(form, '[data-act="review"]');
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.onSave();
    });
    this.reasonInput.addEventListener("input", () => { this.reasonIsWrong(""); });
  }

  get reason(): string {
    return this.reasonInput.value.trim();
  }

  set reason(words: string) {
    this.reasonInput.value = words;
  }

  get needsReason(): boolean {
    return this.sheet.changed().some((cell) => this.sheet.isAmendment(cell));
  }

  get token(): string {
    return find<HTMLInputElement>(this.form, 'input[name="csrfmiddlewaretoken"]').value;
  }

  /**
   * Draw the bar for the grid as it stands: its buttons while there is anything to save, and the whole of it while it has
   * anything to say. Whether what had the focus is gone, and the focus with it.
   */
  draw(busy: boolean): boolean {
    const changed = this.sheet.changed().length;
    const plans = changed === 0 ? this.sheet.toConfirm().length : 0;
    const refused = this.sheet.refusedCells().length;
    const blank = this.sheet.where((cell) => this.sheet.columnOf(cell) === this.sheet.facts.column && this.sheet.isMissing(cell));
    const left = [refused > 0 ? `${refused} refused` : "", blank.length > 0 ? `${blank.length} still missing` : ""].filter((words) => words !== "");
    const toDo = plans > 0 ? `${counted(plans, "planned mark")} to confirm.` : "";
    const waits = `${this.lastSaved} ${toDo}`.trim();
    const head = changed > 0 ? `${counted(changed, "mark")} changed, not saved.` : waits;
    const stay = left.length === 2 ? "; both stay as they are." : ".";
    const idle = changed + plans === 0;
    this.form.classList.toggle("idle", idle);
    const held = this.form.contains(document.activeElement);
    for (const act of [this.reviewButton, this.saveButton]) act.hidden = idle && !busy;
    this.reviewButton.hidden &&= refused === 0;
    this.said.replaceChildren(element("b", {}, head));
    if (left.length > 0) this.said.append(" ", element("span", { class: "soft" }, left.join(", ") + stay));
    this.saveWords.textContent = busy ? "Saving" : changed > 0 ? `Save ${counted(changed, "mark")}` : plans > 0 ? `Confirm ${counted(plans, "mark")}` : "Save";
    this.saveButton.setAttribute("aria-disabled", String(busy || idle));
    this.reasonPart.hidden = !this.needsReason;
    const offer = this.sheet.facts.next;
    this.next.hidden = !(offer && idle && blank.length === 0);
    if (offer && !this.next.hidden) {
      this.next.href = offer[1];
      this.next.textContent = `Next missing: ${offer[0]}`;
    }
    this.form.hidden = idle && !busy && refused === 0 && waits === "" && this.trouble.hidden && this.next.hidden;
    return held && (document.activeElement === null || document.activeElement.getClientRects().length === 0);
  }

  /** What the last save did, said while nothing newer is changed. The reason stays while some of what it is for does. */
  saved(words: string, keepReason = false): void {
    this.lastSaved = words;
    this.lastReason = this.reason || this.lastReason;
    if (keepReason) return;
    this.reasonInput.value = "";
    this.reasonIsWrong("");
  }

  /** Ask for the reason that is missing. One that is likely stands there to be typed over, so that Enter is enough. */
  askReason(): void {
    const likely = this.isEstablished() ? (this.form.dataset["established"] ?? "") : this.lastReason;
    if (likely === "") {
      this.reasonIsWrong("This amends a closed register: give the reason, as you would to a court.");
      return;
    }
    this.reasonIsWrong("");
    this.reasonPart.hidden = false;
    this.reasonInput.value = likely;
    find<HTMLElement>(this.reasonPart, "#reason-note").textContent = "Enter saves with this reason, if it is the right one; or type another.";
    this.reasonInput.focus();
    this.reasonInput.select();
  }

  /** Whether all that is amended is an absence with no reason yet that has one now. */
  private isEstablished(): boolean {
    const amended = this.sheet.changed().filter((cell) => this.sheet.isAmendment(cell));
    return amended.every((cell) => {
      const { held, mark } = this.sheet.at(cell);
      const shape = mark === null ? "" : (this.sheet.facts.codes[mark.code]?.[0] ?? "");
      return held?.code === NO_REASON_YET && mark?.code !== "U" && ["a", "u"].includes(shape); // U: the pupil came after all
    });
  }

  /** Something is in the way of saving; empty words take it away. */
  say(words: string, tone: "red" | "" = "red", acts: readonly HTMLElement[] = []): void {
    if (this.trouble.contains(document.activeElement)) this.saveButton.focus();
    this.trouble.hidden = words === "";
    this.trouble.className = `banner ${tone}`.trim();
    this.trouble.replaceChildren();
    if (words !== "") this.form.hidden = false;
    if (words !== "") this.trouble.append(element("span", {}, words), ...acts);
  }

  reasonIsWrong(words: string): void {
    this.reasonPart.classList.toggle("bad", words !== "");
    const note = find<HTMLElement>(this.reasonPart, "#reason-note");
    note.textContent = words || "Kept with each mark changed.";
    if (words === "") this.reasonInput.removeAttribute("aria-invalid");
    else {
      this.reasonPart.hidden = false;
      this.reasonInput.setAttribute("aria-invalid", "true");
      this.reasonInput.focus();
    }
  }
}
