"""What the pages of first-day contact show, as plain values and sentences."""
