/** Every page's script; those of the rooms follow. Each page works without it; this makes the same things quicker. */
import { forgetDraftsOnSignOut, sweepOnSignOut } from "./drafts.js";
import { listenForFaults } from "./faults.js";
import { listenForFiguresThatOpen } from "./explanation.js";
import { listenForFiles } from "./files.js";
import { listenForHideNames } from "./names.js";
import { listenForPicked } from "./picked.js";
import { listenForPrint } from "./print.js";
import { listenForSearchKey } from "./search.js";

forgetDraftsOnSignOut();
void sweepOnSignOut();
listenForHideNames();
listenForSearchKey();
listenForFiguresThatOpen();
listenForFiles();
listenForFaults();
listenForPicked();
listenForPrint();
