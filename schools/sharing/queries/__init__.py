"""What would be shared, what is, with whom, and what came back."""
