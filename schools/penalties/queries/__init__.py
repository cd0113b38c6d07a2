"""Who meets the threshold, what each parent's ledger holds, who may see what, and what is told to a next school."""
