"""Pages of patterns, meetings, tutor groups and groups that are helped: one gate, one call, one answer."""
