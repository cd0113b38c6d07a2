"""`rollcall figures`: what is published, and publishing it again."""

from collections.abc import Callable

import pytest

from rollcall.__main__ import main
from schools.journal.tasks import drain
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import enrol, keep_calendar, mark
from tests.trust_reporting.test_publish import MONDAY
from trust_reporting.figures.models import SessionCount


@pytest.fixture
def school(fresh_school: Callable[..., School]) -> School:
    school = fresh_school()
    with school_work(school):
        keep_calendar()
        mark({(key, MONDAY, 1): "/" for key in enrol(2)})
    drain(str(school.pk))
    return school


def test_it_lists_what_is_published(
    school: School, fresh_school: Callable[..., School], capsys: pytest.CaptureFixture[str]
) -> None:
    empty = fresh_school()
    assert main(["figures", "--trust", "northfield"]) == 0
    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert lines[school.slug][:4] == ["2026", "2026-09-07", "2026-09-07", "0"]
    assert lines[school.slug][-1] == "-", "not counted again yet"
    assert lines[empty.slug][-3:] == ["nothing", "yet", "-"]


def test_rebuilding_says_whether_anything_had_to_be_put_right(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", "rebuild", school.slug]) == 0
    assert "nothing had to be put right" in capsys.readouterr().out
    with trust_work(school.trust):
        SessionCount.objects.filter(school_id=school.pk).update(present=99, codes={"/": 99})
    assert main(["figures", "rebuild", school.slug]) == 0
    assert "figures were put right" in capsys.readouterr().out
    with trust_work(school.trust):
        assert SessionCount.objects.get(school_id=school.pk, session=1, cohort="all").present == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rebuild"], "say --all"),
        (["rebuild", "nowhere"], "there is no school nowhere (known: "),
        (["--trust", "nobody"], "there is no trust nobody"),
    ],
)
def test_refusals_say_what_to_do(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], world: object
) -> None:
    assert main(["figures", *words]) == 1
    assert said in capsys.readouterr().err
