/**
 * The register grid. A page opts in by data attributes:
 *
 *   [data-grid]                 the part that holds everything below; with [data-quiet] the page opens without going to it
 *     table.reg                 role=grid; one tbody; a row a pupil, with data-pupil and data-spoken; `td[aria-label]` one a slot, in the
 *                               order of the facts;
 *                               or [data-cells] around several such tables, whose rows follow on
 *     [data-refusal][id]        where a refusal is said (role=alert), inside a positioned element
 *     [data-say]                what is only said (role=status)
 *     form[data-bar]            the bar: csrf token, [data-said] [data-trouble] [data-reason] [data-next] [data-save];
 *                               left out for those who may only look
 *     [data-tools] [data-act=blanks|palette|select|undo|keys|review]    buttons
 *     [data-palette]            a popover for the list of codes
 *     dialog[data-dialog=keys|review|conflicts]
 *     script#grid-facts         JSON: `ToldFacts` (facts.ts), made by schools.registers.pages.grid_facts
 *
 * and outside it, for the chosen register, [data-state] and [data-state-more] at the head of the page.
 *
 * Layers, each knowing only those before: facts, reading; typing, judge; model; selection, paste, draft; draw, refused, clock; editor; keys,
 * pointer, palette; saving, kept, choices; bar, review, conflicts; register, which joins them.
 */
import { factsOf } from "./reading.js";
import { RegisterGrid } from "./register.js";

export function openGrids(): void {
  const facts = factsOf(document);
  const part = document.querySelector<HTMLElement>("[data-grid]");
  if (part && facts) new RegisterGrid(part, facts);
}
