"""Questions about patterns, meetings, tutor groups and groups that are helped."""
