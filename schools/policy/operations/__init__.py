"""Taking in the trust's policy, and the school's own lines in it: drafted, approved, worked out, told."""
