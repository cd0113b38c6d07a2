/** Every page's script. Each page works without it; this makes the same things quicker. */
import { listenForFaults } from "./faults.js";
import { listenForFiguresThatOpen } from "./explanation.js";
import { listenForFiles } from "./files.js";
import { openGrids } from "./grid/index.js";
import { listenForHideNames } from "./names.js";
import { listenForPicked } from "./picked.js";
import { listenForSearchKey } from "./search.js";
import { listenForYears } from "./year.js";

listenForHideNames();
listenForSearchKey();
listenForFiguresThatOpen();
listenForFiles();
listenForFaults();
listenForYears();
listenForPicked();
openGrids();
