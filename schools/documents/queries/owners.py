"""What files are of. A room that has files says so when it loads, and who may open and send them.

    # in an app's AppConfig.ready()
    state_owner(Owner("leave.request", opens=Permission.SEE_LEAVE, sends=Permission.ASK_FOR_LEAVE, address=request_address,
                      pupils=pupils_of_request))

Files stand below the rooms that have them, and know of them no more than this.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor

#: What a file is of: a kind and the key of a row, as the journal names things.
About = tuple[str, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Owner:
    """A kind of thing that has files.

    `opens` and `sends` are permissions about the rows that files of this kind belong to (what their policy makes
    `visible`), unless `rows` gives other rows for a permission. `pupils` gives the compact keys of the pupils that such a
    file tells of: whoever opens it leaves a read line about them. Only what is about no pupil has none, and says so by
    `sensitive=False`. `address` is the page on which the files of one row are shown. `on_removed` is told the key of a file
    that is removed, or in whose place another is taken, in the same transaction: whoever has put it into something else
    takes it out there.
    """

    kind: str
    opens: Permission
    address: Callable[[uuid.UUID], str]
    sends: Permission | None = None
    pupils: Callable[[uuid.UUID], Iterable[int]] | None = None
    sensitive: bool = True
    rows: Callable[[Permission, Member], QuerySet[Any]] | None = None
    on_removed: Callable[[uuid.UUID, Actor, dt.datetime], None] | None = None

    def keys(self, permission: Permission, member: Member) -> QuerySet[Any]:
        """The keys of the rows whose files the member may open or send."""
        if self.rows is not None:
            return self.rows(permission, member).order_by().values("pk")
        rows: QuerySet[Any] = policy_for(permission).visible(member)
        return rows.order_by().values("pk")

    def permission(self, *, to_send: bool) -> Permission | None:
        """What somebody needs to open such files, or to send and remove them."""
        return self.sends if to_send else self.opens

    def may(self, member: Member, about: uuid.UUID, *, to_send: bool = False) -> bool:
        """Whether the member may open (or send) the files of one row."""
        permission = self.permission(to_send=to_send)
        if permission is None or not may(member, permission):
            return False
        return self.keys(permission, member).filter(pk=about).exists()

    def tell_removed(self, file: uuid.UUID, by: Actor, now: dt.datetime) -> None:
        """Tell the room that these bytes are what it has put there no more."""
        if self.on_removed is not None:
            self.on_removed(file, by, now)

    def shown_pupils(self, about: uuid.UUID) -> list[int]:
        """Whom a file of one row tells of."""
        return list(self.pupils(about)) if self.pupils is not None else []


_owners: dict[str, Owner] = {}


def state_owner(owner: Owner) -> None:
    """State one kind of thing that has files. ImproperlyConfigured when it is stated otherwise, or forgets its pupils."""
    if owner.sensitive and owner.pupils is None:
        message = f"files of {owner.kind!r} are about pupils, and nothing says about which: state `pupils`"
        raise ImproperlyConfigured(message)
    if _owners.setdefault(owner.kind, owner) != owner:
        message = f"two owners of files are called {owner.kind!r}"
        raise ImproperlyConfigured(message)


def owner_of(kind: str) -> Owner:
    """The owner of that kind. ImproperlyConfigured when no app has stated it."""
    try:
        return _owners[kind]
    except KeyError:
        message = f"No app says who may open files of {kind!r}"
        raise ImproperlyConfigured(message) from None


def owners() -> list[Owner]:
    """Every kind of thing that has files."""
    return list(_owners.values())
