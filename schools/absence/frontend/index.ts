/** First-day contact: the page that two visitors carry with them. */
import { openVisit } from "./ts/visit.js";
import { sendKeptVisits } from "./ts/visit_sending.js";

sendKeptVisits();
openVisit();
