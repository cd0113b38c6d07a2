"""Forms of first-day contact."""
