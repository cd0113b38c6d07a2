/** What the pages of the reports do beyond what every page does. */
import { openToday } from "./ts/today.js";

openToday();
