"""A share before it is agreed to, as the officer will see it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from foundation.refusals import Fault
from schools.sharing.models import Share
from schools.sharing.pages.sources import source_address
from schools.sharing.pages.words import what_words
from schools.sharing.queries.clocks import answer_by
from schools.sharing.queries.composing import composed
from schools.sharing.queries.shares import snapshot_of
from schools.sharing.rules.composed import Composed
from schools.sharing.rules.restricted import agreed_by_whom
from schools.sharing.rules.states import DRAFT, PUBLISHED, SHARE
from schools.sharing.rules.whom import Whom, whom_fault
from tenants.shares.pages.snapshot import Held
from tenants.shares.rules.purposes import ANSWERED, Snapshot, kept_until
from tenants.trusts.models import School


@dataclass(frozen=True)
class Preview:
    """What would be shared now. `held` is what the officer would read of it, as the officer's own page shows it."""

    share: Share
    snapshot: Snapshot
    composed: Composed
    answer_by: dt.date | None
    expires_on: dt.date
    agrees: bool

    @property
    def held(self) -> Held:
        return Held(self.snapshot)

    @property
    def what(self) -> str:
        return what_words(self.share)

    @property
    def number(self) -> int:
        """Of the version it would be."""
        return self.share.number + 1

    @property
    def faults(self) -> Sequence[Fault]:
        """What stands against it now."""
        found = list(self.composed.lacking)
        if self.share.state not in (DRAFT, PUBLISHED):
            found.append(Fault(f"This share is {SHARE.words(self.share.state)}.", "state"))
        return found

    @property
    def agreed_by_whom(self) -> str:
        """Who agrees to it, where that is not the reader."""
        return agreed_by_whom(self.snapshot.purpose)

    @property
    def mends(self) -> str:
        return source_address(self.share)

    @property
    def until_words(self) -> str:
        """From what its last day is reckoned, where that may move."""
        listed = self.snapshot.purpose.listed
        return "at the latest, or a time after the answer" if listed.kept_from == ANSWERED else ""

    @property
    def may_be_agreed(self) -> bool:
        return self.agrees and not self.faults


def preview_of(
    share: Share, school: School, allowed: Sequence[Whom], now: dt.datetime, today: dt.date, *, by: str
) -> Preview:
    """What would be shared now. `by` is who would agree to it, with their position; empty for who only prepares."""
    made = composed(share, now)
    if (fault := whom_fault(share.authority, share.authority_name, allowed)) is not None:
        made = replace(made, lacking=(*made.lacking, fault))
    snapshot = snapshot_of(share, made, school, agreed_by=by, today=today)
    due = answer_by(share.authority, today)
    return Preview(share, snapshot, made, due, kept_until(snapshot, today), bool(by))
