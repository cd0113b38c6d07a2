"""What is said and asked of decisions, without a database."""
