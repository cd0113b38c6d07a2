"""The policy on a school's pages: read aloud, and the lines that are the school's own."""
