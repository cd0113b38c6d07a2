"""What this authority asked others, and what others asked of it."""

from django.db.models import QuerySet

from tenants.journal.models import AuditLine
from tenants.shares.models import Question


def questions_here() -> QuerySet[Question]:
    """The questions of this authority's officers, the newest first."""
    return Question.objects.all()


def asked_of_us() -> QuerySet[AuditLine]:
    """The lines that others' questions left here, the newest first."""
    return AuditLine.objects.filter(act="share_question_answered", about_kind="question").order_by("-id")
