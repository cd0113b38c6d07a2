"""Documents: typeset as tagged PDF, and bound with others. Code only: it knows nothing of schools and has no tables."""
