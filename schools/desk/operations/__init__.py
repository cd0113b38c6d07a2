"""What people do at the desk and at an assembly point."""
