"""What a trial adds up to."""
