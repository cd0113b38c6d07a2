/** The desk: one key an act. The evacuation list: ticks that are kept until they have arrived. */
import { listenAtTheDesk } from "./ts/desk.js";
import { openTicking } from "./ts/evacuation.js";

listenAtTheDesk();
const list = document.querySelector<HTMLElement>("[data-ticks]");
if (list) openTicking(list, () => undefined);
