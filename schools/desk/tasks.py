"""What the worker does for the desk: takes old lines out of the visitors' book."""

import datetime as dt

from django.conf import settings

from foundation import clock
from foundation.outbox.handlers import Message
from schools.desk.operations.forgetting import forget_visitors
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def forget_old_visitors(school: School, _messages: list[Message]) -> None:
    """Take out what is older than the product keeps. However many days were missed, once is enough."""
    with school_work(school):
        forget_visitors(clock.today(), kept=dt.timedelta(days=settings.VISITORS_KEPT_DAYS))
