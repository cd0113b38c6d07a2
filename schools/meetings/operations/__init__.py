"""What people do about meetings, patterns and groups that are helped."""
