/** Which key does what in the grid (see docs and the `?` dialog); and copying and pasting by the browser's own events. */
import { counted } from "./facts.js";
import type { Hand } from "./hand.js";
import { said } from "./hand.js";
import { copied, pasted } from "./paste.js";

export interface Acts {
  readonly showKeys: () => void;
  readonly showPalette: () => void;
}

type Act = (hand: Hand, shift: boolean) => void;

/** Up from the first row is the column's head, left of the first column the pupil's name: where they lead, Enter goes. */
function up(hand: Hand, shift: boolean): void {
  if (!hand.step(-1, 0, shift) && !shift) hand.view.headLink(hand.selection.focus)?.focus();
}

function left(hand: Hand, shift: boolean): void {
  if (!hand.step(0, -1, shift) && !shift) hand.view.nameLink(hand.selection.focus)?.focus();
}

const PLAIN: Readonly<Record<string, Act>> = {
  ArrowUp: up,
  ArrowDown: (hand, shift) => { hand.step(1, 0, shift); },
  ArrowLeft: left,
  ArrowRight: (hand, shift) => { hand.step(0, 1, shift); },
  Enter: (hand, shift) => { hand.step(shift ? -1 : 1, 0); },
  Home: (hand, shift) => { hand.edge(0, -1, shift); },
  End: (hand, shift) => { hand.edge(0, 1, shift); },
  Delete: (hand) => { hand.clear(); },
  Backspace: (hand) => {
    if (hand.typing) hand.shorten();
    else hand.clear();
  },
  Escape: (hand) => { hand.escape(); },
};

const WITH_CTRL: Readonly<Record<string, Act>> = {
  ArrowUp: (hand, shift) => { hand.edge(-1, 0, shift); },
  ArrowDown: (hand, shift) => { hand.edge(1, 0, shift); },
  ArrowLeft: (hand, shift) => { hand.edge(0, -1, shift); },
  ArrowRight: (hand, shift) => { hand.edge(0, 1, shift); },
  Home: (hand, shift) => { hand.edge(-1, -1, shift); },
  End: (hand, shift) => { hand.edge(1, 1, shift); },
  a: (hand) => {
    hand.commit();
    hand.selection.selectColumn();
    hand.say(`${counted(hand.selection.cells().length, "cell")} selected.`);
  },
  d: (hand) => { hand.fillDown(); },
  z: (hand, shift) => {
    if (shift) hand.redo();
    else hand.undo();
  },
  y: (hand) => { hand.redo(); },
  "/": (hand) => { hand.markBlanks(); },
  "?": (hand) => { hand.markBlanks(); },
};

/** AltGr types characters (\ on many keyboards) and sets Ctrl and Alt both. */
function typed(event: KeyboardEvent): boolean {
  const free = !event.ctrlKey && !event.metaKey && !event.altKey;
  return event.key.length === 1 && (free || event.getModifierState("AltGraph"));
}

function act(hand: Hand, event: KeyboardEvent, acts: Acts): boolean {
  if (event.key === "F2" || (event.key === "ArrowDown" && event.altKey)) {
    hand.commit();
    acts.showPalette();
    return true;
  }
  if (typed(event)) {
    if (event.key === "?") acts.showKeys();
    else hand.type(event.key);
    return true;
  }
  if (event.altKey) return false;
  const found = event.ctrlKey || event.metaKey ? WITH_CTRL[event.key.length === 1 ? event.key.toLowerCase() : event.key] : PLAIN[event.key];
  found?.(hand, event.shiftKey);
  return found !== undefined;
}

/** From a name or a column's head back into the grid. */
function back(hand: Hand, event: KeyboardEvent): boolean {
  const link = event.target instanceof HTMLElement ? event.target.closest("th") : null;
  if (!link) return false;
  const inHead = link.closest("thead") !== null;
  if ((inHead && event.key === "ArrowDown") || (!inHead && event.key === "ArrowRight") || event.key === "Escape") {
    hand.view.goTo(hand.selection.focus);
    return true;
  }
  if (!inHead && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    if (hand.step(event.key === "ArrowUp" ? -1 : 1, 0)) hand.view.nameLink(hand.selection.focus)?.focus();
    return true;
  }
  return false;
}

export function listenForKeys(hand: Hand, acts: Acts): void {
  const { table } = hand.view;
  table.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key === "Process") return;
    const done = hand.view.cellOf(event.target) === null ? back(hand, event) : act(hand, event, acts);
    if (done) event.preventDefault();
  });
  table.addEventListener("copy", (event) => { copy(hand, event); });
  table.addEventListener("cut", (event) => { if (copy(hand, event)) hand.clear(); });
  table.addEventListener("paste", (event) => { paste(hand, event); });
}

/** Whether the hand was on a cell, whose selection is on the clipboard now. */
function copy(hand: Hand, event: ClipboardEvent): boolean {
  if (hand.view.cellOf(event.target) === null) return false;
  hand.commit();
  const cells = hand.selection.cells();
  event.clipboardData?.setData("text/plain", copied(hand.sheet, cells));
  event.preventDefault();
  hand.say(`${counted(cells.length, "cell")} copied.`);
  return true;
}

function paste(hand: Hand, event: ClipboardEvent): void {
  if (hand.view.cellOf(event.target) === null) return;
  event.preventDefault();
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim() === "") {
    hand.say("There is no text to paste.");
    return;
  }
  const shown = { columns: hand.view.columnsShown(), rows: [...hand.view.rowsFrom(0, 1)] };
  const { entries, cut, unrecorded } = pasted(hand.sheet, text, hand.selection.cells(), shown);
  const outcome = hand.enter(entries);
  hand.say(said("pasted", outcome) + leftOut(cut, "beyond the grid") + leftOut(unrecorded, "where the pupil is not in the group"));
}

function leftOut(count: number, where: string): string {
  return count > 0 ? ` ${counted(count, "cell")} lay ${where} and ${count === 1 ? "was" : "were"} left out.` : "";
}
