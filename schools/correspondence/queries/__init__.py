"""Questions: translations that there are, and what the record of a case fills in."""
