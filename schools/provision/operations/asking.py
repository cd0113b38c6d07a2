"""Asking providers about a day: a link each morning, and once more for a session that nobody has confirmed.

The link is made as the message is sent and kept nowhere, so that a second message makes a new one and closes the first.
"""

import datetime as dt
import uuid
from collections import defaultdict
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from foundation.audit.actors import SYSTEM, Actor
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from foundation.refusals import Refused
from foundation.ui.numbers import clock
from schools.absence.operations.links import CHANGED, NOT_SENT, Links, Written
from schools.absence.operations.sending import Sender
from schools.absence.queries.ladders import settings_now
from schools.calendar.rules.sessions import SESSION_NAMES, SESSIONS
from schools.journal.operations import close_links, make_link, promise, promise_at, record, restate_links
from schools.provision.models import Asking, Provider, ProviderContact, ProvisionPlacement
from schools.provision.queries.expected import UNCONFIRMED, Expected, expected
from schools.provision.rules.asking import USUALLY_AT, subject_of, words_of
from schools.provision.rules.elsewhere import BY_LINK, Stands
from schools.registers.queries.sheets import Timetable

#: What a provider's link opens, and where below it.
DAY: Final = "provision.day"
ATTENDANCE: Final = "attendance/"
#: Outbox topics: ask the providers of a day ({"date"}, due list); send one message ({"asking"}).
ASK: Final = "provision.ask"
SEND: Final = "provision.send"

_MOBILE: Final = "+447"
_TO_ASK: Final = UNCONFIRMED | {Stands.AHEAD}


# When


def ask_from(on: dt.date, *, now: dt.datetime) -> None:
    """Have providers asked on a day, as its first session opens, and on the school days after it while anybody is placed.

    Where the school does not meet for a week, or nobody has entered when it does, it is looked at again after that week. For
    a day whose moment has passed they are asked at once: whoever has been asked already is not asked again.
    """
    timetable = Timetable.now()
    days = (on + dt.timedelta(days=number) for number in range(_WEEK.days))
    held = (one for one in days if any(timetable.calendar.is_due(one, session) for session in SESSIONS))
    day = next(held, on + _WEEK)
    window = timetable.window(day, SESSIONS[0])
    at = window.opening(day) if window else dt.datetime.combine(day, USUALLY_AT, LONDON)
    if at <= now:
        promise(ASK, {"date": day.isoformat()})
    else:
        promise_at(ASK, {"date": day.isoformat()}, key=day.isoformat(), at=at)


_WEEK: Final = dt.timedelta(days=7)


@transaction.atomic(using=ALIAS)
def follow_calendar(*, now: dt.datetime) -> None:
    """Have providers asked on the next day on which the school meets now. Safe to repeat."""
    today = local(now).date()
    placed = ProvisionPlacement.objects.filter(ends_on__gte=today).order_by("starts_on").first()
    if placed is not None:
        ask_from(max(placed.starts_on, today), now=now)


@transaction.atomic(using=ALIAS)
def ask_day(on: dt.date, *, now: dt.datetime) -> int:
    """Ask every provider by whom somebody is expected on a day, each once; how many. Whatever the day, the next is put down.

    Nobody is asked about a day that is over. Safe to repeat.
    """
    today = local(now).date()
    if ProvisionPlacement.objects.filter(ends_on__gt=max(on, today)).exists():
        ask_from(max(on + dt.timedelta(days=1), today), now=now)
    if on != today:
        return 0
    by_provider = {one.place.provider_id for one in _expected_by_link(on, now)}
    asked = 0
    for contact in ProviderContact.objects.filter(provider__in=by_provider, gets_link=True).select_related("provider"):
        asked += _ask(contact, on, None, by=SYSTEM, now=now) is not None
    return asked


def _expected_by_link(on: dt.date, now: dt.datetime, provider: uuid.UUID | None = None) -> list[Expected]:
    among = ProvisionPlacement.objects.filter(Q() if provider is None else Q(provider=provider), code__in=BY_LINK)
    return expected(on, on, now, among=among)


@transaction.atomic(using=ALIAS)
def chase(provider: Provider, on: dt.date, session: int, *, rang: bool, by: Actor, now: dt.datetime) -> Asking:
    """Ask a provider once more about a session of today that is not confirmed, or note that somebody rang (of any day).

    Once a session: it says when that was.
    """
    Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    before = Asking.objects.filter(provider=provider, date=on, session=session).first()
    if before is not None:
        words = f"They were chased at {clock(before.at)} by {before.get_way_display()}."
        raise Refused(words, code="chased", remedy="Ring them, and write down what they say.")
    among = ProvisionPlacement.objects.filter(provider=provider)
    waiting = [one for one in expected(on, on, now, among=among) if one.session == session]
    if not any(one.stands in UNCONFIRMED for one in waiting):
        raise Refused("Nothing of that session waits for them.", code="nothing_waits")
    if rang:
        row = Asking.objects.create(
            provider=provider,
            date=on,
            session=session,
            way=Asking.Way.CALL,
            state=Asking.State.HANDED_OVER,
            state_at=now,
            at=now,
            by_name=by.name,
        )
    else:
        row = _chase_by_link(provider, on, session, waiting, by=by, now=now)
    details = {"date": on.isoformat(), "session": session, "way": row.way}
    record("provider.chased", about=("provider", provider.pk), by=by, details=details)
    return row


def _chase_by_link(
    provider: Provider, on: dt.date, session: int, waiting: list[Expected], *, by: Actor, now: dt.datetime
) -> Asking:
    contact = provider.contacts.filter(gets_link=True).first()
    if on != local(now).date():
        raise Refused("That day is over, and its link with it.", code="over", remedy="Ring them instead.")
    if contact is None or not any(one.place.code in BY_LINK for one in waiting):
        words = f"Nobody at {provider.name} is sent a link for this."
        raise Refused(words, code="no_link", remedy="Ring them, and write down what they say.")
    row = _ask(contact, on, session, by=by, now=now)
    if row is None:
        words = f"They were chased for {SESSION_NAMES[session]} already."
        raise Refused(words, code="chased")
    return row


def _ask(contact: ProviderContact, on: dt.date, session: int | None, *, by: Actor, now: dt.datetime) -> Asking | None:
    """Put down that a contact is asked, and have it sent; None when they have been asked for it before."""
    to = _address_of(contact)
    way = Asking.Way.EMAIL if contact.email else Asking.Way.TEXT
    row, new = Asking.objects.get_or_create(
        provider=contact.provider,
        date=on,
        session=session,
        defaults={
            "way": way,
            "to": to,
            "to_name": contact.name,
            "state": Asking.State.QUEUED if to else Asking.State.FAILED,
            "why": "" if to else "No email address or mobile number to send it to",
            "state_at": now,
            "at": now,
            "by_name": by.name,
        },
    )
    if not new:
        return None
    if row.state == Asking.State.QUEUED:
        promise(SEND, {"asking": str(row.pk)})
    return row


def _address_of(contact: ProviderContact) -> str:
    """Where a contact is written to; empty when nowhere."""
    mobile = contact.phone_digits if contact.phone_digits.startswith(_MOBILE) else ""
    return contact.email or mobile


# What the page behind a link knows


def facts_of_day(provider: Provider, on: dt.date, said_by: str, now: dt.datetime) -> dict[str, Any]:
    """All that a provider's page may know: its own pupils of that day, by name, in each session, and when that begins.

    Nobody of whom it is known by now is asked about again: confirmed by telephone, say, or reported absent.
    """
    sessions: dict[int, list[dict[str, str]]] = defaultdict(list)
    opens: dict[int, str] = {}
    for one in _expected_by_link(on, now, provider.pk):
        if one.stands not in _TO_ASK:
            continue
        sessions[one.session].append({"placement": str(one.place.pk), "name": str(one.place.pupil)})
        opens[one.session] = one.opens_at.isoformat() if one.opens_at else ""
    return {
        "provider": str(provider.pk),
        "name": provider.name,
        "by": said_by,
        "date": on.isoformat(),
        "sessions": [
            {"session": session, "opens_at": opens[session], "pupils": pupils}
            for session, pupils in sorted(sessions.items())
        ],
    }


def restate_day(provider: Provider, on: dt.date, *, now: dt.datetime) -> None:
    """Let the link that is out for a provider know who is expected there now: nobody else's name may be on it."""
    contact = provider.contacts.filter(gets_link=True).first()
    facts = facts_of_day(provider, on, contact.name if contact else provider.name, now)
    restate_links(DAY, about=("provider", provider.pk), facts=facts, now=now)


def close_day(provider: Provider, *, at: dt.datetime) -> None:
    """Let the link that is out for a provider open nothing any more. The caller holds the provider."""
    close_links(DAY, about=[("provider", provider.pk)], at=at)


# Sending


def _held(key: str) -> Asking | None:
    """With its provider, so that who gets the link cannot change meanwhile."""
    rows = Asking.objects.select_for_update(of=("self", "provider"), no_key=True).select_related("provider")
    return rows.filter(pk=key).first()


def _write(row: Asking, sender: Sender, now: dt.datetime) -> Written:
    """Nothing goes on another day, or to who no longer gets the link."""
    if row.date != local(now).date():
        raise Refused("The day was over before it could be sent", code="over")
    contact = row.provider.contacts.filter(gets_link=True).first()
    if contact is None or (contact.name, _address_of(contact)) != (row.to_name, row.to):
        raise Refused("Somebody else gets the link now, or it goes elsewhere.", code="somebody_else")
    address = sender.address_of(f"{_open_day(row, now)}{ATTENDANCE}")
    text = words_of(sender.school, ring=settings_now().ring, address=address, chased=row.session is not None)
    return Written(row.to, subject_of(sender.school), text)


def _open_day(row: Asking, now: dt.datetime) -> str:
    """A link by which this provider says who came that day, until it is over."""
    close_day(row.provider, at=now)
    over = dt.datetime.combine(row.date + dt.timedelta(days=1), dt.time(), LONDON)
    facts = facts_of_day(row.provider, row.date, row.to_name, now)
    return make_link(DAY, about=("provider", row.provider_id), facts=facts, expires_at=over)


def _keep(row: Asking) -> None:
    row.save(update_fields=CHANGED)
    if row.state in NOT_SENT:
        record("provider.not_asked", about=("provider", row.provider_id), by=SYSTEM, details={"state": row.state})


LINKS: Final = Links(SEND, "asking", _held, _write, _keep)
