"""What people, and providers by their links, do about education elsewhere."""
