"""Letters: templates, drafts, what was approved, printed, sent and kept as sent."""
