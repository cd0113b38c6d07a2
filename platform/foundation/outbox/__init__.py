"""The outbox: effects promised in the transaction that causes them, and carried out afterwards, at least once."""
