"""What is asked for on pages of sharing."""
