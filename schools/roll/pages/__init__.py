"""What the pages of the roll show, as plain values and sentences."""
