"""What passes between a school and its authority in the plays: told on one day, answered on another.

A worker carries each within the minute. Here it is carried at once, with the clock of this process at the moment of the act,
so that both ends say that day. What the worker then finds promised is done already, and it does nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from rollcall.demo.trust.moments import clock_at
from schools.cases.operations.acting import Act
from schools.returns.models import Return
from schools.returns.operations.approving import approve_returns
from schools.returns.operations.drafting import draft_return
from schools.returns.queries.values import SchoolFacts
from schools.sharing.models import ShareAct
from schools.sharing.operations.carrying import carry
from schools.sharing.operations.sharing import About, tick_off
from schools.sharing.operations.telling import To, about_return, preview, read_of, tell
from schools.sharing.queries.clocks import answer_by
from schools.sharing.tasks import acted
from tenants.memberships.queries import officers_of
from tenants.shares.models import File, Share
from tenants.shares.operations.answering import ACTED, Officer, answer, take
from tenants.shares.operations.opening import note_download, note_opening
from tenants.trusts.models import School
from tenants.trusts.scopes import authority_work, identity_work, school_work

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def told(about: About, school: School, act: Act) -> Share | None:
    """Have it told and carried as on that day; the share as the authority has it. None where something is lacking."""
    authority = school.authority
    with clock_at(act.now):
        try:
            with school_work(school, statement_timeout="1min"):
                due = answer_by(authority.slug, act.today)
                to = To(school=school, authority=authority.slug, authority_name=authority.name, answer_by=due)
                (version,) = tell([about], to, read=read_of([preview(about, to, act=act)]), act=act)
        except Refused:
            return None
        carry(school, version.share_id)
        with authority_work(authority):
            return Share.objects.get(pk=version.share_id)


def tell_return(row: Return, school: School, act: Act, *, typed: Mapping[str, str] = NOTHING) -> Share | None:
    """Have a return completed, approved and told as on that day. None where fields of it are missing."""
    facts = SchoolFacts(school.name, school.laestab, school.authority.name)
    with clock_at(act.now):
        try:
            with school_work(school):
                if typed:
                    draft_return(row, typed, signed=act.signed, now=act.now)
                approve_returns([row], school=facts, leads=True, signed=act.signed, now=act.now, day=act.today)
                about = about_return(Return.objects.select_related("pupil").get(pk=row.pk))
        except Refused:
            return None
    return told(about, school, act)


def answered(
    share: Share, school: School, move: str, at: dt.datetime, *, words: str = "", on: dt.date | None = None
) -> None:
    """The authority's officer opens it and moves it at that moment, and the school hears of both."""

    def move_it(row: Share, by: Officer) -> None:
        note_opening(row, by)
        answer(row, move, number=row.number, words=words, on=on, officer=by)

    _done(school, share, at, move_it)


def opened(share: Share, school: School, at: dt.datetime, *, downloads: bool = False) -> None:
    """The authority's officer opens it, takes it on and, where asked, downloads its first file; the school hears of each."""

    def look(row: Share, by: Officer) -> None:
        note_opening(row, by)
        take(row, by)
        file = File.objects.filter(version__share=row).order_by("name").first() if downloads else None
        if file is not None:
            note_download(row, file, by)

    _done(school, share, at, look)


def _done(school: School, share: Share, at: dt.datetime, do: Callable[[Share, Officer], object]) -> None:
    with identity_work():
        person = officers_of(school.authority, on=at.date())[0]
    with clock_at(at):
        with authority_work(school.authority):
            do(Share.objects.get(pk=share.pk), Officer(Actor(person.pk, person.name), at, at.date()))
        acted(school.authority, [Message(0, ACTED, {"share": str(share.pk)})])


def seen(school: School, before: dt.date, act: Act) -> None:
    """Somebody at the school has ticked off what the authority did before that day."""
    with school_work(school):
        first = dt.datetime.combine(before, dt.time(), LONDON)
        for one in ShareAct.objects.filter(ours=False, seen_at=None, problem="", at__lt=first).select_related("share"):
            tick_off([one], act=act)
