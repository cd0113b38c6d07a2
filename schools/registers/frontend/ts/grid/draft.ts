/** The drafts of registers: one for each register and person, without a name in it. */
import type { Attempt } from "../../../../../platform/foundation/ui/frontend/ts/drafts.js";
import { Drafts } from "../../../../../platform/foundation/ui/frontend/ts/drafts.js";
import type { Held } from "./facts.js";

export interface Draft {
  /** Pupil to what was seen and what was typed. */
  readonly cells: Readonly<Record<string, { readonly was: Held; readonly mark: Held }>>;
  readonly reason: string;
  readonly attempt: Attempt | null;
}

export const drafts = new Drafts<Draft>("register");
