"""What a trial adds up to, and what of it may leave the school."""
