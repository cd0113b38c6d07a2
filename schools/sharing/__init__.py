"""What the school shares with authorities: previewed, agreed, published as a copy, answered, and taken back."""
