"""Other people's systems: one folder each, all with the same inventory."""
