"""Questions about children without a reason, and what was done about them."""
