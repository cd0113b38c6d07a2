"""What the pages of a policy show: each line read aloud, with what a school may change of it."""
