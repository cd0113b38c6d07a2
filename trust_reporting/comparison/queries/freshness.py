"""How fresh the trust's figures are, for the top of every page of the trust."""

from django.db.models import Max
from django.http import HttpRequest

from foundation.access.gate import may
from foundation.access.permissions import Permission
from foundation.ui.shell import Facts
from trust_reporting.figures.models import YearPublication


def facts(request: HttpRequest) -> Facts:
    """When a school last published; nothing for members who may not compare."""
    if not may(getattr(request, "member", None), Permission.COMPARE_SCHOOLS):
        return Facts()
    return Facts(as_at=YearPublication.objects.aggregate(newest=Max("published_at"))["newest"])
