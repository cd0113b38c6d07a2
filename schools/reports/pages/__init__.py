"""What worklists show, as plain values and rows."""
