"""Questions about files, and the policy of opening and sending them."""

from typing import Any

from django.db.models import Q, QuerySet

from foundation.access.gate import may
from foundation.access.member import Member
from schools.documents.models import Document
from schools.documents.queries.owners import About, owners


def documents_of(about: About) -> QuerySet[Document]:
    """The files of one thing, oldest first, those that were removed among them."""
    kind, key = about
    return Document.objects.filter(about_kind=kind, about_id=key)


class DocumentPolicy:
    """Whoever may open (or send) the files of any kind of thing may; and then those of the rows that are within reach."""

    def __init__(self, *, to_send: bool = False) -> None:
        self._to_send = to_send

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            wanted = (owner.permission(to_send=self._to_send) for owner in owners())
            return any(may(member, permission) for permission in wanted if permission is not None)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Document]:
        found = Q(pk__in=[])
        for owner in owners():
            permission = owner.permission(to_send=self._to_send)
            if permission is not None and may(member, permission):
                found |= Q(about_kind=owner.kind, about_id__in=owner.keys(permission, member))
        return Document.objects.filter(found)
