"""Part-time timetables: the list with what is overdue first, one timetable, and what Today shows of them."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from foundation.ui.numbers import counted, middle_date, short_date, span
from foundation.ui.sentences import Said
from schools.leave.models import LeadTask, PartTimeReview, PartTimeTimetable
from schools.leave.queries.part_time import SHOWN_AFTER, Standing, ended_since, standing, standing_of, tasks_of_the_lead
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines, Tag
from schools.roll.queries.placed import placed_pupils

#: Today names a review so many days before it is due.
SOON = dt.timedelta(days=3)


def timetable_address(key: object) -> str:
    """Where a timetable is."""
    return reverse("part_time_timetable", args=[key])


def tag_of(one: Standing) -> Tag:
    """How it stands, in a word."""
    if one.expired:
        return Tag("now", "expired", f"ended {short_date(one.row.ends_on)}")
    if one.overdue and one.due is not None:
        return Tag("now", "review overdue", f"since {short_date(one.due.due_on)}")
    if not one.begun:
        return Tag("requested", "begins", short_date(one.row.starts_on))
    if one.due is not None and one.due.due_on <= one.today + SOON:
        return Tag("soon", "review", short_date(one.due.due_on))
    return Tag("sent", "as agreed")


@dataclass(frozen=True)
class PartTimeLine:
    """One in the list."""

    standing: Standing
    form: str

    @property
    def tag(self) -> Tag:
        return tag_of(self.standing)


@dataclass(frozen=True)
class PartTimeList:
    """Those that nobody has ended, what is overdue first; and those ended lately."""

    lines: list[PartTimeLine]
    ended: list[PartTimeTimetable]

    @property
    def keys(self) -> list[int]:
        return [one.standing.row.pupil.key for one in self.lines] + [row.pupil.key for row in self.ended]

    @property
    def lede(self) -> str:
        waits = sum(one.standing.expired or one.standing.overdue for one in self.lines)
        if not self.lines:
            return "No pupil has a part-time timetable."
        said = counted(len(self.lines), "pupil has a part-time timetable", "pupils have a part-time timetable")
        return f"{said}; {counted(waits, 'waits', 'wait')} for a review or an end." if waits else f"{said}."


def part_time_list(today: dt.date) -> PartTimeList:
    """The list on a day."""
    found = standing(today)
    placed = placed_pupils({one.row.pupil.key for one in found}, today, today)
    lines = [PartTimeLine(one, placed[key].form if (key := one.row.pupil.key) in placed else "") for one in found]
    return PartTimeList(lines, ended_since(today - SHOWN_AFTER))


@dataclass(frozen=True)
class PartTimePage:
    """One timetable: what was agreed, its reviews, and what the lead has to do."""

    row: PartTimeTimetable
    standing: Standing
    form: str
    reviews: list[PartTimeReview]
    task: LeadTask | None

    @property
    def tag(self) -> Tag:
        return Tag("off", "ended") if self.row.closed_at else tag_of(self.standing)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was agreed."""
        row = self.row
        found = [
            ("Agreed with", f"{row.agreed_with}, {middle_date(row.agreed_on)}"),
            ("What it is for", row.purpose),
            ("Wider plan", row.wider_plan),
            ("Not expected", f"{row.slot_words} (C2)"),
            ("Hours a week", f"{row.hours.normalize():f}"),
            ("Agreed time", span(row.starts_on, row.ends_on)),
        ]
        found += [
            ("Extended", f"from {middle_date(one.old_end)} to {middle_date(one.new_end)}, by {one.by_name}")
            for one in row.extensions.all()
        ]
        if row.closed_at:
            last = middle_date(row.stopped_on or row.ends_on)
            found.append(("Ended", f"Last day {last}. {row.closed_as} {row.closed_by}"))
        return found


def part_time_page(row: PartTimeTimetable, today: dt.date) -> PartTimePage:
    """One timetable as it stands."""
    placed = placed_pupils([row.pupil.key], today, today)
    return PartTimePage(
        row=row,
        standing=standing_of(row, today),
        form=placed[row.pupil.key].form if row.pupil.key in placed else "",
        reviews=[one for one in row.reviews.all() if one.dropped_at is None],
        task=row.lead_tasks.filter(done_at__isnull=True).first(),
    )


def part_time(asked: Asked) -> Answer:
    """Timetables that have run out, and reviews overdue or soon due: each day until a person has seen to them."""
    found = [
        one
        for one in standing(asked.today)
        if one.expired or (one.due is not None and one.due.due_on <= asked.today + SOON)
    ]
    placed = placed_pupils({one.row.pupil.key for one in found}, asked.today, asked.today)
    now = sum(one.expired or one.overdue for one in found)

    def line(one: Standing) -> Line:
        row, where = one.row, placed.get(one.row.pupil.key)
        address = timetable_address(row.pk)
        return Line(
            key=str(row.pk),
            head=str(row.pupil),
            note=where.form if where else "",
            address=address,
            pupil=row.pupil.key,
            contact_first=where.contact_first if where else False,
            cells=(tag_of(one), row.slot_words, middle_date(row.ends_on)),
            act="Review, then extend or end it" if one.expired else "Note the review",
            act_address=address,
            now=one.expired or one.overdue,
        )

    return Answer(
        ("Pupil", "State", "Not expected", "Until", "Next"),
        Lines(found, line),
        aside="an overdue review changes no code",
        hint=Tag("now", f"{now} to review") if now else "",
        lede=(Said(strong=counted(now, "part-time timetable"), after=" to review.", href="#part-time"),) if now else (),
    )


def to_tell(asked: Asked) -> Answer:
    """For the lead: the timetables of which whoever works with the pupil from outside is to be told. It names nobody."""
    found = tasks_of_the_lead()
    placed = placed_pupils({one.timetable.pupil.key for one in found}, asked.today, asked.today)

    def line(one: LeadTask) -> Line:
        row, where = one.timetable, placed.get(one.timetable.pupil.key)
        return Line(
            key=str(row.pk),
            head=str(row.pupil),
            note=where.form if where else "",
            address=timetable_address(row.pk),
            pupil=row.pupil.key,
            contact_first=where.contact_first if where else False,
            cells=(span(row.starts_on, row.ends_on), row.slot_words),
            act="See whom to tell",
            act_address=f"{timetable_address(row.pk)}#tell",
        )

    return Answer(
        ("Pupil", "Part-time", "Not expected", "Next"),
        Lines(found, line),
        aside="whoever works with the pupil from outside, if anybody does",
        hint=f"{len(found)} to see to" if found else "",
    )
