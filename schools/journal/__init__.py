"""The school's own journal: what its acts leave behind and promise, in their own transaction; and what comes in by links."""
