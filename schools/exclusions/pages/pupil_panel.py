"""The box about exclusions on a pupil's page: the term's and the year's totals, what there is, and proposing one."""

from dataclasses import dataclass

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.exclusions.models import Exclusion
from schools.exclusions.pages.words import address_of, span_words, state_tag
from schools.exclusions.queries.ledger import ledger_of
from schools.exclusions.queries.rights import see_policy
from schools.exclusions.rules.periods import Kind, days_words
from schools.roll.pages.pupil_panels import Panel, PanelPupil
from schools.roll.pages.today_lists import Tag


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One exclusion."""

    address: str
    kind: str
    span: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class ExclusionsPanel:
    """What the box shows; `keeps` who may propose."""

    pupil: object
    in_term: str
    in_year: str
    lines: tuple[PanelLine, ...]
    keeps: bool


def exclusions_panel(about: PanelPupil, member: Member) -> Panel | None:
    """The box, for who may see exclusions; to others it does not exist."""
    if not see_policy.sees_of(member, about.pupil):
        return None
    rows = Exclusion.objects.filter(pupil=about.pupil, dropped_at__isnull=True).order_by("-starts_on")[:20]
    found = list(rows)
    in_term = in_year = ""
    if found:
        ledger = ledger_of(about.pupil, about.today)
        term = ledger.term
        in_term = f"{days_words(ledger.term_total(term))} in {term.words}" if term else ""
        year = ledger.calendar.year_of(about.today)
        in_year = f"{days_words(ledger.year_total(year).half_days)} of 45 this year, over every school"
    lines = tuple(
        PanelLine(address_of(row), Kind(row.kind).words, span_words(row), state_tag(row, about.today)) for row in found
    )
    keeps = may(member, Permission.KEEP_EXCLUSIONS)
    panel = ExclusionsPanel(about.pupil.pk, in_term, in_year, lines, keeps)
    return Panel("exclusions/panel.html", panel)
