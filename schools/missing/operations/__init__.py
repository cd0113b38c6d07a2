"""What is done about a child who cannot be found, about leaving, and about coming back."""
