"""Who teaches, tutors and leads at the invented schools, from when until when.

In a secondary school a tutor goes up with the group and, when it leaves, takes the same letter of the new Year 7; a
head of year goes up with the year. In a primary school a teacher keeps the class and a phase has one leader. Each
school has had a maternity cover that ended, and some groups are shared by two. All have a work email but the tutor of
the last group, whom nobody has given one yet; leaders have a mobile too, and some have a duty.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Final

from rollcall.demo.trust import names
from rollcall.demo.trust.calendars import YEARS
from rollcall.demo.trust.dice import Weighted, stream
from rollcall.demo.trust.schools import PRIMARY, SchoolProfile

#: People who sign in to the demo (`rollcall.demo.people`) and what they hold in 2026/27: the post itself is made there.
TUTORS_WHO_SIGN_IN: Final = {("alder", "9B"): "Ben Oyelaran", ("birch", "4W"): "Mina Thackray"}
LEADERS_WHO_SIGN_IN: Final = {("alder", "9"): "Priya Raman"}
ATTENDANCE_LEADS_WHO_SIGN_IN: Final = {"alder": "Tess Holloway"}
CLERKS_WHO_SIGN_IN: Final = {"alder": "Kit Marlow"}
#: How the positions begin of those who have a work mobile.
LEADING: Final = ("Head of year", "Leader of")

SUBJECTS: Final = tuple(
    "art|computing|design and technology|drama|English|English|English|French|geography|history|mathematics|"
    "mathematics|mathematics|music|physical education|religious studies|science|science|science|Spanish".split("|")
)
PHASES_OF_PRIMARY: Final = (("R", "1", "2"), ("3", "4"), ("5", "6"))
_BACKGROUNDS: Final = Weighted(
    {"british": 76.0, "irish": 4.0, "european": 4.0, "indian": 5.0, "muslim": 5.0, "african": 3.0, "caribbean": 3.0}
)
SHARED: Final = 0.12  # of groups, those with a second tutor
ON_LEAVE: Final = (date(2026, 2, 27), date(2026, 3, 2))  # last day before maternity leave, first day of the cover
BACK: Final = (date(2026, 10, 16), date(2026, 10, 19))  # last day of the cover, first day back


@dataclass(frozen=True, slots=True)
class Post:
    """One invented person's post."""

    name: str
    position: str
    starts_on: date
    ends_on: date | None = None
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Tutorship:
    """Who tutors a group of an academic year, by name."""

    academic_year: int
    group: str
    name: str
    starts_on: date
    ends_on: date | None = None

    def on(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads a year group, by name."""

    year_group: str
    name: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a duty of the school's, by name."""

    duty: str
    name: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """A school's teachers as known on a day. No two share a name; those who sign in have no post here."""

    posts: tuple[Post, ...]
    tutors: tuple[Tutorship, ...]
    leads: tuple[Lead, ...]
    duties: tuple[Held, ...]

    def tutor_on(self, group: str, academic_year: int, day: date) -> str:
        """The first of those who tutor the group on a day, by name."""
        return next(
            one.name for one in self.tutors if one.group == group and one.academic_year == academic_year and one.on(day)
        )


def staff_of(seed: int, profile: SchoolProfile, today: date) -> Staffing:
    """The teachers of a school, with what lies after `today` left out."""
    return _Staffroom(seed, profile).known(today)


class _Staffroom:
    """Appoints a school's teachers for both years."""

    def __init__(self, seed: int, profile: SchoolProfile) -> None:
        self.profile = profile
        self.dice: Random = stream(seed, profile.slug, "staff")
        self.numbers: Random = stream(seed, profile.slug, "staff mobiles")
        self.posts: dict[str, Post] = {}
        self.tutors: list[Tutorship] = []
        self.leads: list[Lead] = []
        self._cover = ""
        self.taken = {
            *TUTORS_WHO_SIGN_IN.values(),
            *LEADERS_WHO_SIGN_IN.values(),
            *ATTENDANCE_LEADS_WHO_SIGN_IN.values(),
            *CLERKS_WHO_SIGN_IN.values(),
        }
        self._tutors()
        self._leaders()

    def known(self, today: date) -> Staffing:
        """What is known on a day: later beginnings are left out, later endings are not yet endings."""

        def ended(on: date | None) -> date | None:
            return on if on is not None and on < today else None

        posts = tuple(replace(one, ends_on=ended(one.ends_on)) for one in self.posts.values() if one.starts_on <= today)
        return Staffing(
            posts,
            tuple(
                Tutorship(one.academic_year, one.group, one.name, one.starts_on, ended(one.ends_on))
                for one in self.tutors
                if one.starts_on <= today
            ),
            tuple(
                Lead(one.year_group, one.name, one.starts_on, ended(one.ends_on))
                for one in self.leads
                if one.starts_on <= today
            ),
            tuple(self._duties(posts)),
        )

    def _duties(self, posts: tuple[Post, ...]) -> Iterator[Held]:
        """Leaders have the attendance lead where nobody who signs in does, deputise for safeguarding, and are clerk."""
        staying = [post for post in posts if post.ends_on is None]
        leaders = [post.name for post in staying if post.mobile]
        yield Held("attendance_lead", ATTENDANCE_LEADS_WHO_SIGN_IN.get(self.profile.slug, leaders[0]))
        yield Held("deputy_safeguarding_lead", leaders[1])
        yield Held("clerk", CLERKS_WHO_SIGN_IN.get(self.profile.slug, leaders[-1]))
        for post in [post for post in staying if not post.mobile][:2]:
            yield Held("fire_marshal", post.name)

    # --- posts ---

    def _position(self) -> str:
        return "Class teacher" if self.profile.phase == PRIMARY else f"Teacher of {self.dice.choice(SUBJECTS)}"

    def _appoint(self, position: str, starts_on: date, ends_on: date | None = None) -> str:
        """A new person in a post; their name, which nobody else of the school has."""
        name = ""
        while not name or name in self.taken:
            background = _BACKGROUNDS.draw(self.dice)
            sex = "F" if self.dice.random() < 0.7 else "M"
            name = f"{names.forename(self.dice, background, sex)} {names.surname(self.dice, background)}"
        self.taken.add(name)
        mobile = f"07700 900{self.numbers.randrange(1000):03d}" if position.startswith(LEADING) else ""
        self.posts[name] = Post(name, position, starts_on, ends_on, self._email(name), mobile)
        return name

    def _email(self, name: str) -> str:
        """An address that reaches nobody: `.example` is reserved (RFC 2606)."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        return f"{'.'.join(re.sub(r'[^a-z ]', '', plain).split())}@{self.profile.slug}.example"

    def _since(self, latest: int) -> date:
        """The September of a year, mostly some years before `latest`."""
        return date(latest - min(14, int(self.dice.expovariate(1 / 5))), 9, 1)

    # --- tutors ---

    def _tutors(self) -> None:
        """A tutor for each group of both years; the first group of the school's has had a cover."""
        first, second = YEARS
        before = {
            self._group_before(group): group for group in self._groups(second) if self._group_before(group) is not None
        }
        tutor_of: dict[str, list[str]] = {}
        for group in self._groups(first):
            signs_in = TUTORS_WHO_SIGN_IN.get((self.profile.slug, before.get(group, "")))
            tutor_of[group] = [signs_in] if signs_in else self._appoint_tutors(first)
        alone = (group for group, tutors in tutor_of.items() if len(tutors) == 1 and tutors[0] in self.posts)
        covered = next(group for group in alone if group in before)
        for group, tutors in tutor_of.items():
            self._assign(first, group, tutors, is_covered=group == covered)
        for group in self._groups(second):
            origin = self._group_before(group)
            tutors = tutor_of[origin] if origin else self._appoint_tutors(second)
            self._assign(second, group, tutors, is_covered=origin == covered)
        last = self.tutors[-1].name
        self.posts[last] = replace(self.posts[last], email="")

    def _groups(self, academic_year: int) -> Iterator[str]:
        for year_group in self.profile.year_groups:
            yield from self.profile.group_names(year_group, academic_year)

    def _group_before(self, group: str) -> str | None:
        """The group of 2025/26 whose tutors have this one in 2026/27; None for one that is new."""
        known = set(self._groups(YEARS[0]))
        if self.profile.phase == PRIMARY:
            return group
        year_group, letter = group[:-1], group[-1]
        groups = self.profile.year_groups
        place = groups.index(year_group)
        origin = groups[place - 1] + letter  # before the first year comes the last: its tutors begin again
        return origin if origin in known else None

    def _appoint_tutors(self, latest: int) -> list[str]:
        tutors = [self._appoint(self._position(), self._since(latest))]
        if self.dice.random() < SHARED:
            tutors.append(self._appoint(self._position(), self._since(latest)))
        return tutors

    def _assign(self, academic_year: int, group: str, tutors: list[str], *, is_covered: bool) -> None:
        start = date(academic_year, 9, 1)
        end = date(academic_year + 1, 8, 31)
        if not is_covered:
            self.tutors += [Tutorship(academic_year, group, name, start, end) for name in tutors]
            return
        away, comes = ON_LEAVE
        goes, back = BACK
        if start < away:
            self._cover = self._appoint(f"{self.posts[tutors[0]].position} (maternity cover)", comes, goes)
            self.tutors.append(Tutorship(academic_year, group, tutors[0], start, away))
            self.tutors.append(Tutorship(academic_year, group, self._cover, comes, end))
        else:
            self.tutors.append(Tutorship(academic_year, group, self._cover, start, goes))
            self.tutors.append(Tutorship(academic_year, group, tutors[0], back, end))

    # --- leaders ---

    def _leaders(self) -> None:
        if self.profile.phase == PRIMARY:
            for year_groups in PHASES_OF_PRIMARY:
                name = self._appoint(f"Leader of {_phase(year_groups)}", self._since(YEARS[0]))
                self.leads += [Lead(year_group, name, date(YEARS[0], 9, 1)) for year_group in year_groups]
            return
        groups = self.profile.year_groups
        heads = {}
        for place, year_group in enumerate(groups):
            above = groups[(place + 1) % len(groups)]
            signs_in = LEADERS_WHO_SIGN_IN.get((self.profile.slug, above))
            heads[above] = signs_in or self._appoint("Head of year", self._since(YEARS[0]))
            self.leads.append(Lead(year_group, heads[above], date(YEARS[0], 9, 1), date(YEARS[1], 8, 31)))
        self.leads += [Lead(year_group, name, date(YEARS[1], 9, 1)) for year_group, name in heads.items()]


def _phase(year_groups: tuple[str, ...]) -> str:
    first, last = year_groups[0], year_groups[-1]
    return f"Reception to Year {last}" if first == "R" else f"Years {first} and {last}"
