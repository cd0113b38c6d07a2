"""What is carried of a pupil who moves, and what it adds up to."""
