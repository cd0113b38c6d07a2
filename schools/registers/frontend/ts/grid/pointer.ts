/** Mouse and touch: a click goes to a cell, Shift selects up to it, a tap opens the codes; nothing needs dragging. */
import type { Editor } from "./editor.js";

interface Pointing {
  /** Whether "Select" is on: then a click or tap adds the cell, or takes it out. */
  readonly picking: () => boolean;
  readonly showPalette: () => void;
}

export function listenForPointer(editor: Editor, pointing: Pointing): void {
  const { table } = editor.view;
  let touch = false;
  table.addEventListener("pointerdown", (event) => { touch = event.pointerType !== "mouse"; });
  table.addEventListener("mousedown", (event) => {
    // The cell is focused by our click; the browser's own would draw a text selection with Shift.
    if (editor.view.cellOf(event.target) !== null) event.preventDefault();
  });
  table.addEventListener("click", (event) => {
    const cell = editor.view.cellOf(event.target);
    if (cell === null || editor.sheet.isOff(cell)) return;
    if (pointing.picking()) {
      editor.commit();
      editor.selection.toggle(cell);
      editor.view.goTo(cell);
    } else if (event.shiftKey) {
      editor.commit();
      editor.arrive(cell, true);
    } else {
      editor.goTo(cell);
      if (touch) pointing.showPalette();
    }
  });
  table.addEventListener("dblclick", (event) => {
    if (editor.view.cellOf(event.target) !== null && !touch && !pointing.picking()) pointing.showPalette();
  });
  table.addEventListener("focusin", (event) => {
    const cell = editor.view.cellOf(event.target);
    if (cell !== null && cell !== editor.selection.focus) {
      editor.commit();
      editor.selection.goTo(cell);
      editor.view.goTo(cell, false);
    }
  });
  // Leaving the grid enters what waits in the cell: nothing typed is lost.
  table.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node) || !table.contains(event.relatedTarget)) editor.commit();
  });
}
