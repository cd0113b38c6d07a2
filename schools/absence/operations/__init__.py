"""What is done about a child who is not there."""
