"""The threshold across schools, what is considered of each parent, the ledger, the days to pay, the states."""
