"""Penalty notices: the list, what is considered, one notice, the ledger and legal steps."""
