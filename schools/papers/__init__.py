"""Papers of a case, put together to be printed or handed over: a page for a meeting, packs, records, chronologies."""
