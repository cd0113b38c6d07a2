"""Papers and entries by file, and study leave in the agreed time alone."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.database.scope import ALIAS
from schools.journal.models import Shown
from schools.leave.models import ExamEntry, ExamPaper
from schools.leave.pages.exams import study_lines
from schools.leave.queries.exams import papers_of
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.schools.leave.asking import MONDAY, OFFICER, TEACHER, Asking, asking
from tests.schools.roll.acts import upn
from tests.world import World

DAY = dt.timedelta(days=1)
PAPERS = (
    "Code,Title,Date,Start,Minutes,Kind\n"
    "8300/1F,Mathematics,24/11/2026,09:00,90,\n"
    "8700/1,English,25/11/2026,13:30,105,\n"
    "MOCK/1,Physics,26/11/2026,09:00,60,Mock\n"
)


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    made = asking(world, monkeypatch)
    with school_work(made.taking.school):
        for serial, one in enumerate((made.kai, made.mia), start=1):
            Pupil.objects.filter(pk=one.pk).update(upn=upn(serial))
    return made


def send(school: Asking, what: str, text: str, role: Any = OFFICER) -> Any:
    file = SimpleUploadedFile("exams.csv", text.encode(), content_type="text/csv")
    return school.client(role).post("/leave/exams/file/", {"what": what, "file": file})


def entries(*rows: tuple[int, str]) -> str:
    return "UPN,Code\n" + "".join(f"{upn(serial)},{code}\n" for serial, code in rows)


def entered(school: Asking) -> list[tuple[int, str]]:
    with school_work(school.taking.school):
        return list(ExamEntry.objects.order_by("pupil__key", "paper__date").values_list("pupil__key", "paper__code"))


def study(school: Asking, **other: str) -> Any:
    form = {
        "name": "Year 11",
        "starts_on": f"{MONDAY:%d/%m/%Y}",
        "starts_session": "1",
        "ends_on": f"{MONDAY + 2 * DAY:%d/%m/%Y}",
        "ends_session": "2",
    }
    return school.client().post("/leave/exams/study/", form | other)


def test_papers_and_entries_are_taken_whole_and_a_second_file_says_who_is_entered_now(school: Asking) -> None:
    assert send(school, "papers", PAPERS).status_code == 302
    assert send(school, "entries", entries((1, "8300/1F"), (2, "8300/1F"), (1, "MOCK/1"))).status_code == 302
    kai, mia = school.kai.key, school.mia.key
    assert entered(school) == [(kai, "8300/1F"), (kai, "MOCK/1"), (mia, "8300/1F")]
    assert send(school, "entries", entries((2, "8300/1F"))).status_code == 302
    assert entered(school) == [(kai, "MOCK/1"), (mia, "8300/1F")]
    assert "Mathematics" in school.page(path="/leave/exams/")
    with school_work(school.taking.school):
        paper = ExamPaper.objects.get(code="8300/1F")
        assert [one.code for one in papers_of(school.mia, MONDAY, MONDAY + DAY)] == ["8300/1F"]
        assert papers_of(school.kai, MONDAY, MONDAY + 7 * DAY) == []
    assert school.client().get(f"/leave/exams/papers/{paper.pk}/").status_code == 200


def test_one_row_that_is_wrong_keeps_the_whole_file_out_and_each_is_said_by_its_number(school: Asking) -> None:
    send(school, "papers", PAPERS)
    bad = entries((1, "8300/1F"), (9, "8300/1F"), (1, "9999"))
    response = send(school, "entries", bad)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Row 3: No pupil on the roll has that UPN." in page
    assert "Row 4: There is no paper 9999." in page
    assert entered(school) == []
    assert send(school, "papers", "Code\nx\n").status_code == 422
    assert send(school, "papers", PAPERS, TEACHER).status_code == 404


def test_a_paper_whose_day_is_corrected_stays_the_same_paper_and_moves_the_study_leave_around_it(
    school: Asking,
) -> None:
    send(school, "papers", PAPERS)
    send(school, "entries", entries((1, "8300/1F"), (1, "8700/1")))
    study(school)
    school.work()
    assert school.said() == "23A S* 23P S* 24P S* 25A S*"
    head, row = "Code,Title,Date,Start,Minutes,Moved from\n", "8300/1F,Mathematics,23/11/2026,09:00,90,"
    refused = send(school, "papers", f"{head}{row}\n")
    assert refused.status_code == 422
    assert "Row 2: 8300/1F is on 24 November 2026 already." in refused.content.decode()
    assert send(school, "papers", f"{head}{row}24/11/2026\n").status_code == 302
    with school_work(school.taking.school):
        assert [str(one) for one in papers_of(school.kai, MONDAY, MONDAY + 7 * DAY)] == [
            "8300/1F on 2026-11-23",
            "8700/1 on 2026-11-25",
        ]
        assert ExamPaper.objects.count() == 3
    school.work()
    assert school.said() == "23P S* 24A S* 24P S* 25A S*"


def test_a_session_that_is_over_keeps_nothing_ahead_from_following_a_paper(school: Asking) -> None:
    """On Wednesday it is said that Tuesday's paper, which nobody could sit, is this morning."""
    send(school, "papers", PAPERS)
    send(school, "entries", entries((1, "8300/1F"), (1, "8700/1")))
    study(school)
    school.work()
    school.at(8, 0, MONDAY + 2 * DAY)
    head, row = "Code,Title,Date,Start,Minutes,Moved from\n", "8300/1F,Mathematics,25/11/2026,09:00,90,24/11/2026"
    assert send(school, "papers", f"{head}{row}\n").status_code == 302
    school.work()
    assert school.said() == "23A S* 23P S* 24P S*", "Tuesday morning stays without S, and this one has none any more"


def test_who_is_entered_no_more_is_due_again_and_who_is_entered_since_waits_for_a_person(school: Asking) -> None:
    send(school, "papers", PAPERS)
    send(school, "entries", entries((1, "8300/1F")))
    study(school)
    page = school.page(path="/leave/exams/")
    assert f"S is not in their registers yet: {school.name(school.kai)}." in page
    school.work()
    assert school.said() == "23A S* 23P S* 24P S* 25A S* 25P S*"
    assert "registers yet" not in school.page(path="/leave/exams/")
    send(school, "entries", entries((2, "8300/1F")))
    school.work()
    assert (school.said(), school.said(school.mia)) == ("", "")
    page = school.page(path="/leave/exams/")
    assert f"they are due in school: {school.name(school.kai)}." in page
    assert f"if they are to have it: {school.name(school.mia)}." in page
    with school_work(school.taking.school):
        assert sorted(Shown.objects.filter(about_kind="exams").last().pupil_keys) == [school.kai.key, school.mia.key]
    study(school, name="Also")
    school.work()
    assert school.said(school.mia) == "23A S* 23P S* 24P S* 25A S* 25P S*"
    assert "Entered since" not in school.page(path="/leave/exams/")


def test_a_further_study_leave_costs_its_page_two_statements_at_most(school: Asking) -> None:
    send(school, "papers", PAPERS)
    send(school, "entries", entries((1, "8300/1F")))

    def statements() -> int:
        with school_work(school.taking.school), CaptureQueriesContext(connections[ALIAS]) as asked:
            assert study_lines(MONDAY)
        return len(asked)

    study(school)
    before = statements()
    study(school, name="Also")
    assert statements() - before <= 2


def test_study_leave_is_s_for_who_is_entered_in_the_agreed_time_but_not_in_their_papers(school: Asking) -> None:
    send(school, "papers", PAPERS)
    nobody = study(school)
    assert (nobody.status_code, "Nobody is entered" in nobody.content.decode()) == (422, True)
    send(school, "entries", entries((1, "8300/1F"), (1, "8700/1")))
    assert study(school).status_code == 302
    assert school.said() == ""
    school.work()
    # Monday whole; Tuesday's paper is in the morning, Wednesday's in the afternoon.
    assert school.said() == "23A S* 23P S* 24P S* 25A S*"
    assert school.said(school.mia) == ""
    # A paper that moves moves the leave around it.
    send(school, "entries", entries((2, "8700/1")))
    school.work()
    assert school.said() == "23A S* 23P S* 24P S* 25A S* 25P S*"
    path = school.page(path="/leave/exams/").split("/leave/exams/study/")[2].split('"')[0]
    assert school.client().post(f"/leave/exams/study/{path}").status_code == 302
    school.work()
    assert school.said() == ""


def test_study_leave_is_agreed_in_advance_and_a_single_request_needs_an_agreed_time(school: Asking) -> None:
    send(school, "papers", PAPERS)
    send(school, "entries", entries((1, "8300/1F")))
    late = study(school, starts_on="19/11/2026")
    assert (late.status_code, "agreed in advance" in late.content.decode()) == (422, True)
    wish = {"ground": "study", "starts_on": f"{MONDAY:%d/%m/%Y}", "ends_on": ""}
    assert school.ask(**wish).status_code == 422
    assert study(school).status_code == 302
    assert school.ask(**wish).status_code == 302
    assert school.decide().status_code == 302
