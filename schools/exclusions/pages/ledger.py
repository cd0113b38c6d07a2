"""The ledger of a term, one line an exclusion, with the totals of pupil, term and year."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from foundation.ui.numbers import counted
from schools.exclusions.models import BoardReport, Exclusion
from schools.exclusions.models.ledger import STANDS
from schools.exclusions.pages.words import address_of, span_words, state_tag
from schools.exclusions.queries.ledger import counting_now, ledgers_of
from schools.exclusions.rules.periods import Kind, days_words, spanned_by
from schools.exclusions.rules.reasons import reason_words
from schools.exclusions.rules.school_terms import SchoolTerm, term_of
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.placed import placed_pupils


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One exclusion as the list has it."""

    address: str
    key: int
    name: str
    form: str
    kind: str
    span: str
    takes: str
    in_term: str
    trigger: str
    reasons: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A term's exclusions; `terms` are those that can be chosen, `lede` says how many of what."""

    term: SchoolTerm | None
    terms: tuple[SchoolTerm, ...]
    lines: tuple[LedgerLine, ...]
    totals: tuple[tuple[int, str], ...]
    reports: tuple[BoardReport, ...] = ()


def term_rows(chosen: str) -> tuple[SchoolTerm | None, list[Exclusion]]:
    """The exclusions in law that began in a term and were decided, cancelled ones among them: what the board is given."""
    terms = counting_now().terms
    term = next((one for one in terms if one.address == chosen), None)
    if term is None:
        return None, []
    rows = Exclusion.objects.filter(STANDS, starts_on__range=(term.starts_on, term.ends_on))
    return term, list(rows.exclude(kind=Kind.INTERNAL))


def ledger_page(chosen: str, today: dt.date, among: QuerySet[Exclusion]) -> LedgerPage:
    """The exclusions that touch a term ("2026-1"), the newest first; of today's term where none is chosen or known.

    `among` are those that the reader may see, and the totals are of these.
    """
    counting = counting_now()
    term = next((one for one in counting.terms if one.address == chosen), None) or term_of(today, counting.terms)
    if term is None:
        return LedgerPage(None, (), (), ())
    meets = Q(starts_on__lte=term.ends_on) & (
        Q(ends_on__gte=term.starts_on) | Q(ends_on__isnull=True, starts_on__gte=term.starts_on)
    )
    rows = list(among.filter(meets).select_related("pupil").order_by("-starts_on", "-start_session", "-proposed_at"))
    ledgers = ledgers_of([row.pupil for row in rows], today, counting)
    placed = placed_pupils([row.pupil.key for row in rows], term.starts_on, term.ends_on)
    lines = []
    for row in rows:
        ledger = ledgers[row.pupil_id]
        weighed = ledger.weighed.get(str(row.pk))
        own = weighed.taken if weighed else spanned_by(row.as_rule, ledger.calendar, ledger.elsewhere, until=today)
        at = placed.get(row.pupil.key)
        lines.append(
            LedgerLine(
                address_of(row),
                row.pupil.key,
                str(row.pupil),
                at.form if at else "",
                Kind(row.kind).words,
                span_words(row),
                days_words(own.half_days),
                days_words(weighed.in_term) if weighed else "",
                weighed.trigger.words if weighed else "",
                reason_words(row.reasons),
                state_tag(row, today),
            )
        )
    reports = BoardReport.objects.filter(academic_year=term.academic_year, term=term.number)
    return LedgerPage(term, counting.terms[::-1], tuple(lines), _totals(rows, term), tuple(reports))


def _totals(rows: Sequence[Exclusion], term: SchoolTerm) -> tuple[tuple[int, str], ...]:
    """How many began in the term of each kind, and what: 62, "suspensions of 47 pupils". Cancelled ones are apart."""
    began = [row for row in rows if row.starts_on in term]
    standing = [row for row in began if row.decided_at is not None and row.cancelled_at is None]
    found = []
    for kind in Kind:
        mine = [row for row in standing if row.kind == kind]
        pupils = len({row.pupil_id for row in mine})
        one = kind.words.lower()
        found.append((len(mine), f"{one if len(mine) == 1 else f'{one}s'} of {counted(pupils, 'pupil')}"))
    found.append((sum(row.cancelled_at is not None for row in began), "cancelled"))
    return tuple(found)
