"""Questions about the day at the desk, and about who is on site."""
