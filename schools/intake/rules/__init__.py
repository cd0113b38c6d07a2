"""What an import may bring in and what it may not, decided without a database."""
