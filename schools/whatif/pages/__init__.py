"""What the pages of trials show."""
