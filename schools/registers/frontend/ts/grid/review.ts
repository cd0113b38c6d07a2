/** Every change before it is saved, and every refusal: what stood there, what is asked, and a way back to the cell. */
import { element } from "../../../../../platform/foundation/ui/frontend/ts/elements.js";
import { markElement, saidMark } from "./draw.js";
import type { Sheet } from "./model.js";

export function fillReview(dialog: HTMLDialogElement, sheet: Sheet, goTo: (cell: number) => void): void {
  const body = dialog.querySelector("[data-body]");
  if (!body) return;
  const cells = sheet.where((cell) => sheet.isChanged(cell) || sheet.at(cell).refused !== null);
  if (cells.length === 0) {
    body.replaceChildren(element("p", { class: "empty" }, "Nothing is changed."));
    return;
  }
  const table = element("table", { class: "table tight" });
  const head = table.createTHead().insertRow();
  for (const words of ["Pupil", "Session", "Saved", "Now"]) head.append(element("th", { scope: "col" }, words));
  const rows = table.createTBody();
  for (const cell of cells) {
    const row = rows.insertRow();
    const name = element("th", { scope: "row", "data-name": "" });
    const link = element("button", { type: "button", class: "plain" }, sheet.nameOf(cell));
    link.addEventListener("click", () => {
      dialog.close();
      goTo(cell);
    });
    name.append(link);
    const { held, mark, refused } = sheet.at(cell);
    const was = element("td", {});
    was.append(markElement(sheet, held), ` ${saidMark(sheet, cell, held)}`);
    const now = element("td", {});
    if (refused) now.append(element("b", {}, `${refused.typed || "missing"} refused. `), refused.words);
    else now.append(markElement(sheet, mark), ` ${saidMark(sheet, cell, mark)}`);
    row.append(name, element("td", {}, sheet.slotOf(cell).name), was, now);
  }
  body.replaceChildren(table);
}
