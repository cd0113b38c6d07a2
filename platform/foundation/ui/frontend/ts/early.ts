/**
 * Runs in the head before anything is drawn, so that no name flashes up while names are hidden.
 * Kept apart from rollcall.ts because it must block; it must stay this small.
 */
import { readChoice, show } from "./names.js";

show(readChoice());
