"""The school's own journal: audit lines, outbox and idempotency keys, written in the transaction of the act."""
