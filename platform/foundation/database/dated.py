"""Conditions on rows that hold from one day to another: `starts_on`, and `ends_on`, the last day or none yet."""

import datetime as dt

from django.db.models import Q


def holds_on(day: dt.date) -> Q:
    """Dated rows that hold on `day`: begun, and not ended before it."""
    return Q(starts_on__lte=day) & not_over(day)


def not_over(day: dt.date) -> Q:
    """Dated rows that have not ended before `day`, begun or not."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def meets(first: dt.date, last: dt.date | None) -> Q:
    """Dated rows that hold on a day from `first` to `last`, or ever after `first` when there is no last."""
    return not_over(first) & (Q() if last is None else Q(starts_on__lte=last))
