"""What schools have shared with an authority, as it was when it was shared, and what the authority answered."""
