"""What each school publishes to its trust: counts, never rows."""
