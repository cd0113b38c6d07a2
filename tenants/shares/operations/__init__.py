"""What is done with shares: published and ended by a school's worker as the authority, answered by the authority's officers.

Nothing here reads a school. A school's worker reads as the school, writes as the authority and as the trust, and then marks
it done as the school: each of its steps may be repeated and then changes nothing.
"""
