/** The desk: one key an act. */
import { listenAtTheDesk } from "./ts/desk.js";

listenAtTheDesk();
