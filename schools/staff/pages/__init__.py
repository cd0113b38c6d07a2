"""What the pages about staff show."""
