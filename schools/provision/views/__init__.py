"""Pages of education elsewhere."""
