"""What the comparison page and its file show, as plain values, rows and drawings."""
