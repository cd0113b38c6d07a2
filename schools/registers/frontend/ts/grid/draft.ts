/** The drafts of registers: one for each register and person, without a name in it. */
import type { Attempt } from "../../../../../platform/foundation/ui/frontend/ts/drafts.js";
import { Drafts, settleBeforeSignOut } from "../../../../../platform/foundation/ui/frontend/ts/drafts.js";
import type { Held } from "./facts.js";

export interface Draft {
  /** Pupil to what was seen and what was typed. */
  readonly cells: Readonly<Record<string, { readonly was: Held; readonly mark: Held }>>;
  readonly reason: string;
  readonly attempt: Attempt | null;
}

export const drafts = new Drafts<Draft>("register");

/** Signing out on another page of the tab asks about marks that were typed and not saved; a register's own page asks itself. */
export function askAboutDrafts(): void {
  if (document.querySelector("[data-grid]")) return;
  settleBeforeSignOut({ waits: () => drafts.people().size > 0, send: () => Promise.resolve("Marks that you typed in this tab are not saved.") });
}
