"""Files that schools export from SIMS."""
