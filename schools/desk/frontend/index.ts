/** The desk: one key an act. The evacuation list: ticks that are kept until they have arrived, and the list on a device. */
import { listenAtTheDesk } from "./ts/desk.js";
import { openTicking } from "./ts/evacuation.js";
import { openKept } from "./ts/kept_page.js";
import { forget, keepFresh } from "./ts/keeping.js";

listenAtTheDesk();
keepFresh();
const list = document.querySelector<HTMLElement>("form[data-ticks]");
if (list) openTicking(list, () => { void forget(); });
void openKept();
