"""Bundles on a case's page: what was prepared and sent, and the way to another."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.ui.numbers import middle_date
from schools.bundles.models import Bundle
from schools.bundles.pages.files import bundle_address
from schools.bundles.queries.rights import read_penalties, see_bundles, work_penalties
from schools.bundles.rules.kinds import ACCEPTED, ASKED, BUNDLE, DRAFT, FROZEN, SENT, BundleKind
from schools.cases.models import Case
from schools.cases.pages.boxes import Box
from schools.cases.rules import states
from schools.roll.pages.today_lists import Tag

_TAGS = {DRAFT: "amending", FROZEN: "soon", SENT: "sent", ASKED: "requested", ACCEPTED: "sent"}


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One bundle as lists show it."""

    bundle: Bundle
    words: str
    address: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class BundlesOf:
    """What a case's box shows."""

    case: Case
    lines: Sequence[BundleLine]
    works: bool


def tag_of(bundle: Bundle) -> Tag:
    """How a bundle stands."""
    more = middle_date(bundle.answered_on) if bundle.answered_on else ""
    return Tag(_TAGS.get(bundle.state, "off"), BUNDLE.words(bundle.state), more)


def bundles_box(case: Case, member: Member, _today: dt.date) -> Box | None:
    """On a case: its bundles, and the way to another, for who sees penalties of it."""
    if not read_penalties.may(member, case):
        return None
    lines = [
        BundleLine(one, BundleKind(one.kind).words, bundle_address(one.pk), tag_of(one))
        for one in see_bundles.visible(member).filter(case=case)
    ]
    works = work_penalties.may(member, case) and case.state != states.CLOSED
    return Box("bundles/box.html", BundlesOf(case, lines, works))
