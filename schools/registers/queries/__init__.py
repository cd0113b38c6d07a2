"""Questions to the register. `marks` holds the one SQL form of what a mark counts as; the rest builds on it."""
