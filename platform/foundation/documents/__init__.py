"""Documents: typeset as tagged PDF, and bound with others; what a file may be, where it is kept, whether it is clean.

Code only: it knows nothing of schools and has no tables.
"""
