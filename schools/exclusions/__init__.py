"""Suspensions and exclusions: the ledger, notices and their clocks, panels."""
