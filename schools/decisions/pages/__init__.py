"""What pages show of decisions: sentences made from them each time, and never kept."""
