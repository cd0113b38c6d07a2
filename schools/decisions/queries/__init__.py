"""What decisions are made from, which are kept, and which wait for an answer."""
