"""Suspensions and exclusions as plain functions: half-days, terms, what the board must do and when, what is refused."""
