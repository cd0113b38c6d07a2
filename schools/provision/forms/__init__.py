"""What people type about education elsewhere."""
