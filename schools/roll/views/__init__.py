"""Pages of the roll: joining and leaving, a pupil's record, contacts, restricted flags, groups and years."""
