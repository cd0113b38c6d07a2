"""What the pages of cases show."""
