"""What people and the worker do about papers."""
