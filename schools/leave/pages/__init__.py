"""What the pages of leave show."""
