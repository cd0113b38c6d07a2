"""Pages of first-day contact."""
