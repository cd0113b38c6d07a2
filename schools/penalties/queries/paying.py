"""The days to pay of a notice that was received."""

from schools.penalties.models import Penalty
from tenants.policies.rules.notice_ledger import Rate
from tenants.policies.rules.paying import Pay, to_pay


def days_to_pay(row: Penalty) -> Pay:
    """By when to pay what. Only of a notice whose day of receipt is known or deemed."""
    if row.issued_on is None or row.received_on is None:
        message = f"a notice that is {row.state} has no days to pay"
        raise ValueError(message)
    return to_pay(Rate(row.rate), issued_on=row.issued_on, received_on=row.received_on)
