"""What the pages of patterns, meetings, tutor groups and groups that are helped show, as plain values."""
