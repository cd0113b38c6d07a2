/** Mouse and touch: a click goes to a cell, Shift selects up to it, a tap opens the codes; nothing needs dragging. */
import type { Hand } from "./hand.js";

export interface Pointing {
  /** Whether "Select" is on: then a click or tap adds the cell, or takes it out. */
  readonly picking: () => boolean;
  readonly showPalette: () => void;
}

export function listenForPointer(hand: Hand, pointing: Pointing): void {
  const { table } = hand.view;
  let touch = false;
  table.addEventListener("pointerdown", (event) => { touch = event.pointerType !== "mouse"; });
  table.addEventListener("mousedown", (event) => {
    // The cell is focused by our click; the browser's own would draw a text selection with Shift.
    if (hand.view.cellOf(event.target) !== null) event.preventDefault();
  });
  table.addEventListener("click", (event) => {
    const cell = hand.view.cellOf(event.target);
    if (cell === null || hand.sheet.isOff(cell)) return;
    if (pointing.picking()) {
      hand.commit();
      hand.selection.toggle(cell);
      hand.view.goTo(cell);
    } else if (event.shiftKey) {
      hand.commit();
      hand.arrive(cell, true);
    } else {
      hand.goTo(cell);
      if (touch) pointing.showPalette();
    }
  });
  table.addEventListener("dblclick", (event) => {
    if (hand.view.cellOf(event.target) !== null && !touch && !pointing.picking()) pointing.showPalette();
  });
  table.addEventListener("focusin", (event) => {
    const cell = hand.view.cellOf(event.target);
    if (cell !== null && cell !== hand.selection.focus) {
      hand.commit();
      hand.selection.goTo(cell);
      hand.view.goTo(cell, false);
    }
  });
  // Leaving the grid enters what waits in the cell: nothing typed is lost.
  table.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node) || !table.contains(event.relatedTarget)) hand.commit();
  });
}
