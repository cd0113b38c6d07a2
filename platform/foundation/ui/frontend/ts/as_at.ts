/** "Data as at" in the top line moves with what is saved from the page itself; on the next page the server says it. */
import { clockTime } from "./elements.js";

export function moveAsAt(moment: string): void {
  const shown = document.querySelector<HTMLTimeElement>("[data-as-at]");
  if (!shown || !(Date.parse(moment) > Date.parse(shown.dateTime))) return;
  shown.dateTime = moment;
  shown.textContent = clockTime(moment);
}
