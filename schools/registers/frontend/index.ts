/** Registers: the grid that marks are typed into, and the calendar of a pupil's year. */
import { openGrids } from "./ts/grid/index.js";
import { askAboutDrafts } from "./ts/grid/draft.js";
import { listenForYears } from "./ts/year.js";

listenForYears();
openGrids();
askAboutDrafts();
