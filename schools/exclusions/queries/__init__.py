"""Questions about exclusions: a pupil's ledger with its totals, who was told, and who may see what of it."""
