/** Which key does what in the grid (see docs and the `?` dialog); and copying and pasting by the browser's own events. */
import { counted } from "./facts.js";
import type { Editor } from "./editor.js";
import { said } from "./editor.js";
import { copied, pasted } from "./paste.js";

interface Acts {
  readonly showKeys: () => void;
  readonly showPalette: () => void;
  /** Whether the person may only look: keys move, select and copy, and none of them enters anything. */
  readonly reads: boolean;
}

type Act = (editor: Editor, shift: boolean) => void;

/** Up from the first row is the column's head, left of the first column the pupil's name: where they lead, Enter goes. */
function up(editor: Editor, shift: boolean): void {
  if (!editor.step(-1, 0, shift) && !shift) editor.view.headLink(editor.selection.focus)?.focus();
}

function left(editor: Editor, shift: boolean): void {
  if (!editor.step(0, -1, shift) && !shift) editor.view.nameLink(editor.selection.focus)?.focus();
}

const PLAIN: Readonly<Record<string, Act>> = {
  ArrowUp: up,
  ArrowDown: (editor, shift) => { editor.step(1, 0, shift); },
  ArrowLeft: left,
  ArrowRight: (editor, shift) => { editor.step(0, 1, shift); },
  Enter: (editor, shift) => { editor.step(shift ? -1 : 1, 0); },
  Home: (editor, shift) => { editor.edge(0, -1, shift); },
  End: (editor, shift) => { editor.edge(0, 1, shift); },
  Delete: (editor) => { editor.clear(); },
  Backspace: (editor) => {
    if (editor.typing) editor.shorten();
    else editor.clear();
  },
  Escape: (editor) => { editor.escape(); },
};

const WITH_CTRL: Readonly<Record<string, Act>> = {
  ArrowUp: (editor, shift) => { editor.edge(-1, 0, shift); },
  ArrowDown: (editor, shift) => { editor.edge(1, 0, shift); },
  ArrowLeft: (editor, shift) => { editor.edge(0, -1, shift); },
  ArrowRight: (editor, shift) => { editor.edge(0, 1, shift); },
  Home: (editor, shift) => { editor.edge(-1, -1, shift); },
  End: (editor, shift) => { editor.edge(1, 1, shift); },
  a: (editor) => {
    editor.commit();
    editor.selection.selectColumn();
    editor.say(`${counted(editor.selection.cells().length, "cell")} selected.`);
  },
  d: (editor) => { editor.fillDown(); },
  z: (editor, shift) => {
    if (shift) editor.redo();
    else editor.undo();
  },
  y: (editor) => { editor.redo(); },
  "/": (editor) => { editor.markBlanks(); },
  "?": (editor) => { editor.markBlanks(); },
};

/** Whether a key moves or selects: all that keys do for whoever may only look, beside copying. */
function looks(event: KeyboardEvent): boolean {
  const moves = /^(Arrow|Home$|End$|Enter$|Escape$)/.test(event.key) && !event.altKey;
  return moves || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a");
}

/** AltGr types characters (\ on many keyboards) and sets Ctrl and Alt both. */
function typed(event: KeyboardEvent): boolean {
  const free = !event.ctrlKey && !event.metaKey && !event.altKey;
  return event.key.length === 1 && (free || event.getModifierState("AltGraph"));
}

function act(editor: Editor, event: KeyboardEvent, acts: Acts): boolean {
  if (acts.reads && !looks(event)) {
    if (event.key === "?" && typed(event)) acts.showKeys();
    return false;
  }
  if (event.key === "F2" || (event.key === "ArrowDown" && event.altKey)) {
    editor.commit();
    acts.showPalette();
    return true;
  }
  if (typed(event)) {
    if (event.key === "?") acts.showKeys();
    else editor.type(event.key);
    return true;
  }
  if (event.altKey) return false;
  const found = event.ctrlKey || event.metaKey ? WITH_CTRL[event.key.length === 1 ? event.key.toLowerCase() : event.key] : PLAIN[event.key];
  found?.(editor, event.shiftKey);
  return found !== undefined;
}

/** From a name or a column's head back into the grid. */
function back(editor: Editor, event: KeyboardEvent): boolean {
  const link = event.target instanceof HTMLElement ? event.target.closest("th") : null;
  if (!link) return false;
  const inHead = link.closest("thead") !== null;
  if ((inHead && event.key === "ArrowDown") || (!inHead && event.key === "ArrowRight") || event.key === "Escape") {
    editor.view.goTo(editor.selection.focus);
    return true;
  }
  if (!inHead && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    if (editor.step(event.key === "ArrowUp" ? -1 : 1, 0)) editor.view.nameLink(editor.selection.focus)?.focus();
    return true;
  }
  return false;
}

export function listenForKeys(editor: Editor, acts: Acts): void {
  const { table } = editor.view;
  table.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key === "Process") return;
    const done = editor.view.cellOf(event.target) === null ? back(editor, event) : act(editor, event, acts);
    if (done) event.preventDefault();
  });
  table.addEventListener("copy", (event) => { copy(editor, event); });
  table.addEventListener("cut", (event) => { if (copy(editor, event) && !acts.reads) editor.clear(); });
  if (!acts.reads) table.addEventListener("paste", (event) => { paste(editor, event); });
}

/** Whether a cell was focused, whose selection is on the clipboard now. */
function copy(editor: Editor, event: ClipboardEvent): boolean {
  if (editor.view.cellOf(event.target) === null) return false;
  editor.commit();
  const cells = editor.selection.cells();
  event.clipboardData?.setData("text/plain", copied(editor.sheet, cells));
  event.preventDefault();
  editor.say(`${counted(cells.length, "cell")} copied.`);
  return true;
}

function paste(editor: Editor, event: ClipboardEvent): void {
  if (editor.view.cellOf(event.target) === null) return;
  event.preventDefault();
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim() === "") {
    editor.say("There is no text to paste.");
    return;
  }
  const shown = { columns: editor.view.columnsShown(), rows: [...editor.view.rowsFrom(0, 1)] };
  const { entries, cut, unrecorded } = pasted(editor.sheet, text, editor.selection.cells(), shown);
  const outcome = editor.enter(entries);
  editor.say(said("pasted", outcome) + leftOut(cut, "beyond the grid") + leftOut(unrecorded, "where the pupil is not in the group"));
}

function leftOut(count: number, where: string): string {
  return count > 0 ? ` ${counted(count, "cell")} lay ${where} and ${count === 1 ? "was" : "were"} left out.` : "";
}
