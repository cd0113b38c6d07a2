"""What Today shows of this room: children in a run of G, N and O, and removals that wait for the headteacher."""

from django.urls import reverse

from foundation.ui.numbers import counted, short_date
from foundation.ui.sentences import Said
from schools.calendar.queries import calendar_for
from schools.cases.rules.opening import Kind
from schools.missing.models import Removal
from schools.missing.pages.listing import CaseLine, Proposed, missing_list
from schools.missing.pages.words import list_address, one_address
from schools.missing.queries.standing import asked_of_head
from schools.roll.pages.today_lists import NOTHING, Answer, Asked, Line, Lines, Tag
from schools.roll.queries.placed import placed_pupils
from schools.roll.queries.spells import ground_words


def children_missing(asked: Asked) -> Answer:
    """Children missing with a case, and those in a run who have none, the longest away first."""
    found = missing_list(asked.member, asked.today, calendar_for(asked.member))
    things = [*found.proposed, *(one for one in found.lines if one.case.kind == Kind.CME)]

    def line(one: CaseLine | Proposed) -> Line:
        pupil = one.pupil if isinstance(one, Proposed) else one.case.pupil
        case = "no case" if isinstance(one, Proposed) else f"case of {one.owner}"
        begins = reverse("missing_begin", args=[pupil.pk])
        return Line(
            key=str(pupil.pk),
            head=str(pupil),
            note=one.form,
            address=list_address() if isinstance(one, Proposed) else one.address,
            pupil=pupil.key,
            cells=(one.day, f"since {one.since}", case),
            act="Open a case" if isinstance(one, Proposed) else "Open the case",
            act_address=begins if isinstance(one, Proposed) else one.address,
            now=one.day.state == "now",
        )

    if not things:
        return NOTHING
    said = Said(strong=counted(len(things), "child is", "children are"), after=" missing.", href="#missing_children")
    return Answer(
        ("Pupil", "Run", "Away", "Case", "Next"),
        Lines(things, line),
        aside="three school days or more of nothing but G, N and O, or with a case",
        hint=Tag("now", f"{len(found.proposed)} without a case") if found.proposed else "",
        lede=(said,),
    )


def waiting_for_head(asked: Asked) -> Answer:
    """Removals from the roll that wait for the headteacher, the longest first."""
    rows = list(asked_of_head())
    if not rows:
        return NOTHING
    placed = placed_pupils({row.case.pupil.key for row in rows}, asked.today, asked.today)

    def line(row: Removal) -> Line:
        where = placed.get(row.case.pupil.key)
        return Line(
            key=str(row.pk),
            head=str(row.case.pupil),
            note=where.form if where else "",
            address=one_address(row.case_id),
            pupil=row.case.pupil.key,
            cells=(ground_words(row.ground), f"since {short_date(row.asked_on)}" if row.asked_on else "", row.asked_by),
            act="Decide",
            act_address=reverse("missing_decide", args=[row.case_id]),
            now=True,
        )

    return Answer(
        ("Pupil", "Ground", "Asked", "By", "Next"), Lines(rows, line), hint=Tag("soon", f"{len(rows)} to decide")
    )
