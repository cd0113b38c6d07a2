"""Pages of the school about what it shares with authorities."""
