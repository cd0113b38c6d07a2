"""What is asked about exclusions."""
