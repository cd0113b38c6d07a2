"""Every night what was published is counted again: a figure that is wrong is found, said and put right."""

import datetime as dt
import logging
from collections.abc import Callable

import pytest

from foundation import clock
from schools.journal.models import OutboxRow
from schools.journal.tasks import drain
from schools.registers.models import PeriodCount, PupilPeriod, Verdict
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import amend, enrol, keep_calendar, mark, present
from tests.trust_reporting.test_rebuild import published
from trust_reporting.figures import tasks
from trust_reporting.figures.models import EnrolmentCount, SessionCount, WeekCount, YearPublication
from trust_reporting.figures.operations import checking

MONDAY, TUESDAY = dt.date(2026, 9, 7), dt.date(2026, 9, 8)


@pytest.fixture
def school(fresh_school: Callable[..., School]) -> School:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        mark({(key, MONDAY, session): present(session) for key in enrol(3) for session in (1, 2)})
    drain(str(school.pk))
    return school


def spoil_a_session(school: School) -> None:
    with trust_work(school.trust):
        assert SessionCount.objects.filter(school_id=school.pk, cohort="all", session=1).update(present=9)


def spoil_a_week(school: School) -> None:
    with trust_work(school.trust):
        assert WeekCount.objects.filter(school_id=school.pk, cohort="all").update(present=9, fewest=None)


def spoil_a_sum(school: School) -> None:
    """As if a difference had been added twice: the next ones go on top of it."""
    with school_work(school):
        assert PeriodCount.objects.filter(period="ht1", cohort="all").update(enrolments=6)
        amend({(key, MONDAY, 1): "I" for key in PupilPeriod.objects.values_list("pupil_key", flat=True)[:1]})
    drain(str(school.pk))
    with trust_work(school.trust):
        row = EnrolmentCount.objects.get(school_id=school.pk, period="ht1", cohort="all", basis="whole")
        assert (row.enrolments, row.persistent) == (6, 1)


def spoil_a_pupil(school: School) -> None:
    """As if a message had been lost: the pupil is remembered as somebody they no longer are."""
    with school_work(school):
        pupil = PupilPeriod.objects.values_list("pupil_key", flat=True)[0]
        assert PupilPeriod.objects.filter(pupil_key=pupil).update(whole=Verdict.SEVERE, published=Verdict.SEVERE)
        amend({(pupil, MONDAY, 2): "L"})
    drain(str(school.pk))


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("trust_reporting")]


@pytest.mark.parametrize("spoil", [spoil_a_session, spoil_a_week, spoil_a_sum, spoil_a_pupil])
def test_a_planted_difference_is_found_said_and_put_right(
    school: School, spoil: Callable[[School], None], caplog: pytest.LogCaptureFixture
) -> None:
    spoil(school)
    before = published(school)
    with caplog.at_level(logging.ERROR):
        assert checking.check(school)
    (words,) = said(caplog)
    assert str(school.schema_name) in words
    mended = published(school)
    assert mended != before
    with trust_work(school.trust):
        assert SessionCount.objects.get(school_id=school.pk, cohort="all", session=1).present == 3 - (
            spoil is spoil_a_sum
        )
        year = EnrolmentCount.objects.get(school_id=school.pk, period="ht1", cohort="all", basis="whole")
    assert (year.enrolments, year.persistent, year.severe) == (3, int(spoil is spoil_a_sum), int(spoil is spoil_a_sum))


def test_what_is_right_is_left_in_peace(school: School, caplog: pytest.LogCaptureFixture) -> None:
    before = published(school)
    with caplog.at_level(logging.ERROR):
        assert not checking.check(school)
    assert (said(caplog), published(school)) == ([], before)


def test_what_a_message_still_owes_is_no_fault(school: School, caplog: pytest.LogCaptureFixture) -> None:
    with school_work(school):
        amend({(key, MONDAY, 1): "I" for key in PupilPeriod.objects.values_list("pupil_key", flat=True)[:1]})
    before = published(school)
    with caplog.at_level(logging.ERROR):
        assert not checking.check(school)
    assert said(caplog) == []
    assert published(school) != before, "it is right all the same"


def test_what_others_still_wait_for_excuses_no_fault(school: School, caplog: pytest.LogCaptureFixture) -> None:
    spoil_a_session(school)
    with school_work(school):
        OutboxRow.objects.create(topic="marks.changed", handler="decisions", payload={})
    with caplog.at_level(logging.ERROR):
        assert checking.check(school)
    assert len(said(caplog)) == 1


def test_what_was_published_meanwhile_is_no_fault(
    school: School, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild = checking.rebuild

    def slowly(*args: object, **how: object) -> int:
        with school_work(school):
            amend({(key, MONDAY, 1): "I" for key in PupilPeriod.objects.values_list("pupil_key", flat=True)[:1]})
        drain(str(school.pk))
        return rebuild(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "rebuild", slowly)
    with caplog.at_level(logging.ERROR):
        assert not checking.check(school)
    assert said(caplog) == []


def test_it_is_done_at_night_and_once_until_something_is_published_again(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tasks.check_school, "delay", asked.append)

    def at(hour: int) -> list[str]:
        asked.clear()
        monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 9, 9, hour - 1, 30, tzinfo=dt.UTC))
        tasks.check_schools()
        return [key for key in asked if key == str(school.pk)]

    monkeypatch.setattr(tasks, "AT_A_TIME", 10_000)
    assert at(9) == []
    assert at(2) == [str(school.pk)]
    monkeypatch.undo()
    tasks.check_school(str(school.pk))
    with trust_work(school.trust):
        (year,) = YearPublication.objects.filter(school_id=school.pk)
        assert not checking.unchecked(school).exists()
    assert year.checked_at == year.published_at
    with school_work(school):
        mark({(key, TUESDAY, 1): "/" for key in PupilPeriod.objects.values_list("pupil_key", flat=True).distinct()})
    drain(str(school.pk))
    with trust_work(school.trust):
        assert checking.unchecked(school).exists()
