"""Pages about exclusions."""
