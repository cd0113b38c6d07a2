"""The staff list: who holds which post, how they are reached, and who has which duty."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from foundation.clock import local
from foundation.database.dated import not_over
from foundation.ui.numbers import counted, lasting, middle_date, short_date
from foundation.ui.sentences import Said
from schools.staff.models import NAMED_BY_HEAD, StaffDuty, StaffMember, StaffNotice
from schools.staff.operations.notices import Told
from schools.staff.queries import newest_emails, posts_not_over


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty that somebody holds or is to hold; `days` only where they say more than that it is held."""

    row: uuid.UUID
    label: str
    days: str
    #: Named and ended by who names deputies.
    by_head: bool


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Somebody in one post. `days` is empty while it is held without an end."""

    post: uuid.UUID
    name: str
    position: str
    days: str
    email: str
    mobile: str
    mobile_digits: str
    duties: tuple[DutyLine, ...]
    #: What became of the newest email there, where it may not have arrived.
    email_trouble: str


@dataclass(frozen=True, slots=True)
class StaffPage:
    """Everybody whose post has not ended, by name, and who holds each duty today."""

    lines: tuple[StaffLine, ...]
    holders: tuple[tuple[str, str], ...]

    @property
    def said(self) -> Said:
        """How many there are, and how many of them cannot be written to."""
        without = sum(not line.email for line in self.lines)
        reached = f"; {counted(without, 'has', 'have')} no work email" if without else ", all with a work email"
        return Said(strong=counted(len(self.lines), "post"), after=f"{reached}.")


#: How long a failed email is held against an address.
REMEMBERED: Final = dt.timedelta(days=30)
#: By then an email has been sent, unless no mail server answers.
SOON: Final = dt.timedelta(minutes=15)
_ON_ITS_WAY: Final = (StaffNotice.Email.WANTED, StaffNotice.Email.SENDING)
_TROUBLE: Final = {StaffNotice.Email.REFUSED: "refused", StaffNotice.Email.IN_DOUBT: "may not have arrived"}


def staff_page(now: dt.datetime) -> StaffPage:
    """The list as it stands at a moment, with posts and duties to come. Three queries."""
    today = local(now).date()
    duties: dict[uuid.UUID, list[StaffDuty]] = defaultdict(list)
    for row in StaffDuty.objects.filter(not_over(today)).order_by("starts_on", "pk"):
        duties[row.post_id].append(row)
    posts = list(posts_not_over(today))
    emails = {row.post_id: row for row in newest_emails(now - REMEMBERED)}
    lines = (_line(post, duties[post.pk], emails.get(post.pk), now) for post in posts)
    return StaffPage(tuple(lines), tuple((duty.label, _holders(duty, posts, duties, today)) for duty in StaffDuty.Duty))


def duty_given(duty: StaffDuty.Duty, told: Told) -> str:
    """What is said once a duty is given. It names nobody: the words wait in the session for the page that shows them."""
    given = f"The duty is given: {duty.label.lower()}."
    if told.without_email:
        return f"{given} They have no work email, so they are told in Rollcall alone."
    return f"{given} They are told in Rollcall and by email." if told.by_email else given


def _line(post: StaffMember, duties: list[StaffDuty], newest: StaffNotice | None, now: dt.datetime) -> StaffLine:
    today = local(now).date()
    return StaffLine(
        post.pk,
        post.name,
        post.position,
        _days(post, today),
        post.email,
        post.mobile,
        post.mobile_digits,
        tuple(_duty(row, today) for row in duties),
        "" if newest is None else _trouble(post, newest, now),
    )


def _duty(row: StaffDuty, today: dt.date) -> DutyLine:
    duty = StaffDuty.Duty(row.duty)
    return DutyLine(row.pk, duty.label, _days(row, today), by_head=duty in NAMED_BY_HEAD)


def _trouble(post: StaffMember, newest: StaffNotice, now: dt.datetime) -> str:
    """What to say of an address that an email did not surely reach; nothing once it was changed."""
    if newest.email_to not in ("", post.email):
        return ""
    became = _TROUBLE.get(StaffNotice.Email(newest.email_state), "")
    if newest.email_state in _ON_ITS_WAY and newest.at < now - SOON:
        became = "not sent"
    return f"{short_date(local(newest.at).date())}: {became}" if became else ""


def _days(row: StaffMember | StaffDuty, today: dt.date) -> str:
    """When a post or a duty begins and ends, where that is still ahead."""
    if row.starts_on > today:
        return lasting(row.starts_on, row.ends_on)
    return f"until {middle_date(row.ends_on)}" if row.ends_on else ""


def _holders(
    duty: StaffDuty.Duty, posts: list[StaffMember], duties: dict[uuid.UUID, list[StaffDuty]], today: dt.date
) -> str:
    names = [
        post.name
        for post in posts
        if post.starts_on <= today and any(row.duty == duty and row.starts_on <= today for row in duties[post.pk])
    ]
    return ", ".join(names) or "Nobody today"
