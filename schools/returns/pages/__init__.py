"""What the pages of returns show, as plain values."""
