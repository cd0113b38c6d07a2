"""What people do to the roll. Each is one transaction, refuses with words for a field, and writes an audit line."""
