"""What pages of pupils say in sentences that can turn out in several ways: no database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.ui.sentences import Said
from schools.pupils.pages.as_at import GroupAsAt, PupilAsAt
from schools.pupils.pages.counted import CountedList
from schools.pupils.pages.history_words import MarkChange
from schools.pupils.pages.one_pupil import CodeCount, PupilPage
from schools.pupils.pages.pupil_list import Choices, PupilLine, PupilList
from schools.pupils.pages.pupil_words import PupilWords, pupil_words
from schools.pupils.pages.search import Found
from schools.registers.rules.basis import Basis
from schools.registers.rules.codes import code_on
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.totals import Totals

TODAY = dt.date(2026, 11, 19)


def words_of(missed: int, possible: int, *, left: int = 100, today: dt.date = TODAY, **changed: Any) -> PupilWords:
    """The words of a page whose pupil missed so many sessions of those possible, half of them with leave."""
    totals = Totals(present=possible - missed, authorised=missed // 2, unauthorised=missed - missed // 2)
    values: dict[str, Any] = {
        "pupil": SimpleNamespace(),
        "year": "Year 9",
        "group": "9C",
        "since": dt.date(2025, 9, 3),
        "until": None,
        "academic_year": 2026,
        "current": True,
        "years": (2026,),
        "through": TODAY,
        "half_terms": ((1, totals), (3, totals), (6, totals)),
        "whole": totals,
        "published": totals,
        "left": left,
        "codes": (),
        "minutes_late": 0,
        "calendar": SimpleNamespace(),
        "trend": None,
        "groups": frozenset(),
        "placement": None,
    }
    return pupil_words(PupilPage(**values | changed), today)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Year 9, form 9C. Joined 3 September 2025"),
        ({"group": "", "since": dt.date(2026, 12, 1)}, "Year 9. Joins 1 December 2026"),
        ({"until": dt.date(2026, 11, 18)}, "Year 9, form 9C. Joined 3 September 2025, left 18 November 2026"),
        ({"until": TODAY}, "Year 9, form 9C. Joined 3 September 2025, leaves 19 November 2026"),
        ({"since": TODAY}, "Year 9, form 9C. Joined 19 November 2026"),
        ({"since": None}, "Year 9, form 9C"),
        ({"year": "", "group": ""}, "Joined 3 September 2025"),
    ],
)
def test_the_aside_says_where_and_since_when(changed: dict[str, Any], said: str) -> None:
    assert words_of(5, 100, **changed).aside == said


@pytest.mark.parametrize(
    ("missed", "possible", "left", "said"),
    [
        (5, 100, 100, [Said("6 more missed sessions would make this persistent absence.")]),
        (9, 99, 100, [Said("1 more missed session would make this persistent absence.")]),
        (5, 100, 0, [Said("Not persistently absent over the year.")]),
        (10, 100, 100, [Said(strong="Persistently absent", after=": no longer so after 1 more attended session.")]),
        (11, 100, 100, [Said(strong="Persistently absent", after=": no longer so after 11 more attended sessions.")]),
        (10, 100, 0, [Said(strong="Persistently absent", after=" over the year.")]),
        (
            60,
            100,
            600,
            [
                Said(strong="Severely absent", after=": half or more was missed."),
                Said("No longer persistently absent after 501 more attended sessions."),
            ],
        ),
        (
            60,
            100,
            100,
            [
                Said(strong="Severely absent", after=": half or more was missed."),
                Said(
                    strong="Cannot finish below PA",
                    after=": persistently absent at the end of the year, whatever is attended from here on.",
                ),
            ],
        ),
    ],
)
def test_how_the_year_can_end(missed: int, possible: int, left: int, said: list[Said]) -> None:
    assert words_of(missed, possible, left=left).outlook == said


@pytest.mark.parametrize(
    ("missed", "possible", "left", "label", "figure", "words"),
    [
        (0, 0, 100, "Persistent absence", "n/a", "no possible session yet"),
        (5, 100, 100, "To persistent absence", "6 more", "sessions to PA: 11 of 106 would be 10.4%"),
        (9, 99, 100, "To persistent absence", "1 more", "session to PA: 10 of 100 would be 10.0%"),
        (5, 100, 0, "Persistent absence", "No", "5 of 100 missed over the year"),
        (10, 100, 100, "To leave persistent absence", "1 attended", "PA; leaves after 1 attended session"),
        (30, 100, 100, "Persistent absence", "30.0%", "cannot finish below PA: 30 of 200 in the year is 15.0% at best"),
        (30, 100, 0, "Persistent absence", "30.0%", "PA: 30 of 100 missed"),
    ],
)
def test_the_figure_of_persistent_absence(
    missed: int, possible: int, left: int, label: str, figure: str, words: str
) -> None:
    found = words_of(missed, possible, left=left).figures[2]
    assert (found.label, found.figure, found.words) == (label, figure, words)


def test_the_other_figures() -> None:
    attended, absent, _, late = words_of(3, 1300).figures
    assert (attended.label, attended.figure, attended.words) == (
        "Attendance this year",
        "99.8%",
        "1,297 of 1,300 possible sessions",
    )
    assert (absent.figure, absent.words) == ("3", "sessions, 1½ days: 1 authorised, 2 unauthorised")
    assert words_of(1, 10).figures[1].words == "session, ½ day: 0 authorised, 1 unauthorised"
    assert words_of(2, 10).figures[1].words == "sessions, 1 day: 1 authorised, 1 unauthorised"
    assert late.words == "0 L; 0 U"
    assert words_of(1, 10, minutes_late=1).figures[3].words == "0 L, 1 minute; 0 U"
    assert words_of(1, 10, current=False).figures[0].label == "Attendance 2026/27"


def test_the_facts_of_attendance() -> None:
    facts = dict(words_of(10, 100).attendance_facts)
    assert list(facts) == ["Attended", "Missed", "Not counted", "Missing marks", "Basis", "As at"]
    assert facts["Missing marks"].startswith("0 sessions (0 days) of this year on roll hold no mark;")
    assert facts["Basis"].startswith("published: pupils aged 5 to 15 on 31 August 2026, without 15-year-olds’")
    assert facts["Basis"].endswith("The whole roll’s reading is 90 ÷ 100 (90.0%)")
    assert facts["As at"] == "marks to Thursday 19 November 2026"
    earlier = dict(words_of(10, 100, current=False, published=None, through=None).attendance_facts)
    assert "of 2026/27 on roll" in earlier["Missing marks"]
    assert earlier["Basis"].startswith("whole roll: national figures leave out")
    assert earlier["As at"] == "no marks yet"


@pytest.mark.parametrize(
    ("missed", "possible", "tested"),
    [(0, 0, "none yet"), (9, 100, "10 × 9 = 90, under 100"), (10, 100, "10 × 10 = 100, at least 100")],
)
def test_the_line_is_tested_on_the_counts(missed: int, possible: int, tested: str) -> None:
    said = dict(words_of(missed, possible).persistent_facts)["Persistent"]
    assert said == f"at least 10% of the pupil’s own possible sessions, tested on the counts: {tested}"


def test_the_year_and_its_half_terms_have_names() -> None:
    words = words_of(1, 10)
    assert [name for name, _ in words.half_terms] == ["Autumn 1", "Spring 1", "Summer 2"]
    assert (words.in_year, words_of(1, 10, current=False).in_year) == ("this year", "in 2026/27")


def test_a_list_says_who_counts_and_as_at_when() -> None:
    published, whole = CountedList(2026, Basis.PUBLISHED, TODAY), CountedList(2026, Basis.WHOLE_ROLL, None)
    assert published.who_counts == (
        "pupils on roll today aged 5 to 15 on 31 August 2026, without 15-year-olds’ second half of summer, "
        "as in published figures"
    )
    assert (published.marks_to, published.as_at) == ("marks to 19 November 2026", "marks to Thursday 19 November 2026")
    assert whole.who_counts == "every pupil on roll today"
    assert (whole.marks_to, whole.as_at) == ("no marks yet this year", "no marks yet")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("/", "present"),
        ("V", "present, approved activity"),
        ("I", "authorised absence"),
        ("O", "unauthorised absence"),
        ("D", "not a possible session"),
    ],
)
def test_what_a_code_counts_as(code: str, words: str) -> None:
    assert CodeCount(code_on(code, TODAY), 1).counts_as == words


def test_how_many_marks_stood_otherwise() -> None:
    now: Any = SimpleNamespace()
    of_week = [GroupAsAt(now, (), None, (), (now,) * count).differs for count in (0, 1, 2)]
    assert of_week == [
        "every mark of this week stood as it does now.",
        "1 mark of this week was otherwise than now.",
        "2 marks of this week were otherwise than now.",
    ]
    assert PupilAsAt(now, 2026, None, Totals(), Totals(), ()).differs == "every mark stood as it does now."
    assert PupilAsAt(now, 2026, None, Totals(), Totals(), (now,)).differs == "1 mark was otherwise than now."


def test_what_a_search_found() -> None:
    one: Any = SimpleNamespace()
    assert Found().said == Said("Nobody is called that, and no form.")
    assert Found(forms=("9C",)).said == Said("No pupil; 1 form.")
    assert Found(pupils=(one,)).said == Said(strong="1 pupil", after=".")
    assert Found((one,) * 50, ("9C", "9D"), 1200).said == Said(
        strong="50 pupils", after=" and 1,200 more: type more of the name; 2 forms."
    )


def test_a_change_says_what_became_of_the_mark_and_why() -> None:
    assert MarkChange(TODAY, 1, "N", "I", None, "letter came").words == "N → I, because: letter came"
    assert MarkChange(TODAY, 1, None, "L", 1, "").words == "missing → L (1 minute)"


def pupils_who_missed(*missed: int | None, show: str = "") -> PupilList:
    """A list of pupils who missed so many of a hundred sessions each; None: no session was possible yet."""
    pupil: Any = SimpleNamespace()
    totals = [Totals() if count is None else Totals(present=100 - count, unauthorised=count) for count in missed]
    lines = tuple(PupilLine(pupil, "Year 9", PupilStanding(each)) for each in totals)
    return PupilList(2026, Basis.PUBLISHED, TODAY, lines, show, Choices((), ()))


@pytest.mark.parametrize(
    ("missed", "strong", "attended", "persistent", "absent", "severe"),
    [
        ((0,), "1 pupil", "100.0%", "0", " (0.0%) are persistently absent,", "0"),
        ((0, 10), "2 pupils", "95.0%", "1", " (50.0%) is persistently absent,", "0"),
        ((10, 60, None), "3 pupils", "65.0%", "2", " (100.0%) are persistently absent,", "1"),
    ],
)
def test_the_list_opens_with_its_figures(
    missed: tuple[int | None, ...], strong: str, attended: str, persistent: str, absent: str, severe: str
) -> None:
    assert pupils_who_missed(*missed).lede == [
        Said(strong=strong, after=" attended", href="#why-pupils"),
        Said(strong=attended, after=" of possible sessions.", href="#why-attendance"),
        Said(strong=persistent, after=absent, href="#why-persistent"),
        Said(strong=severe, after=" of them severely.", href="#why-severe"),
    ]


def test_a_list_without_figures_says_so() -> None:
    end = " on roll. There are no figures on this basis yet."
    assert pupils_who_missed().lede == [Said(strong="0 pupils", after=end)]
    assert pupils_who_missed(None).lede == [Said(strong="1 pupil", after=end)]


def test_forms_are_offered_as_they_are_listed_everywhere() -> None:
    roll: Any = [SimpleNamespace(year_group=name[:-1], group=name) for name in ("10A", "9B", "7A")]
    assert Choices.among(roll, "").groups == ("7A", "9B", "10A")


def test_why_nobody_is_listed() -> None:
    assert pupils_who_missed().nobody == "No pupil is on roll in this selection."
    assert pupils_who_missed(0, show="near").nobody == "No pupil in this selection is there."
