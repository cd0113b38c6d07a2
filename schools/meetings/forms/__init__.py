"""What is typed about meetings, patterns and groups that are helped."""
