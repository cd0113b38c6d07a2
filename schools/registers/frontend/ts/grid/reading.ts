/** What a page says of its grid: the facts of its script, and with each row whose it is. */
import type { GridFacts, ToldFacts } from "./facts.js";

/** The facts of a page, or null where it has no grid. */
export function factsOf(page: Document): GridFacts | null {
  const text = page.querySelector("#grid-facts")?.textContent;
  if (!text) return null;
  const told = JSON.parse(text) as ToldFacts;
  const drawn = [...page.querySelectorAll<HTMLElement>("tr[data-pupil]")];
  if (drawn.length !== told.rows.length) throw new Error(`the page draws ${drawn.length} rows and tells of ${told.rows.length}`);
  return { ...told, rows: told.rows.map((row, at) => [drawn[at]?.dataset["pupil"] ?? "", drawn[at]?.dataset["spoken"] ?? "", ...row]) };
}
