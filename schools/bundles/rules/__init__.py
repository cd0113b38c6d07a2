"""Rules of bundles: their kinds and states, what one holds, what is lacking, and what its files are known by."""
