"""Who moved, what is carried of them, and what came of whom."""
