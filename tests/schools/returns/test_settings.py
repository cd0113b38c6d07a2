"""What a school sets about its returns, the columns of an authority, who approves, who gets a copy; and queued notices."""

import csv
import io
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from foundation.access.roles import Role
from schools.returns.models import Return, ReturnFile, ReturnLayout, ReturnSettings
from schools.returns.operations.notices import queue_notice, withdraw_notice
from schools.returns.queries.settings import settings_now
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import Counted, Measure
from schools.roll.models import Household, Pupil
from schools.roll.operations.families import set_household
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.returns.conftest import NOON, TODAY
from tests.schools.roll.acts import BY
from tests.world import World

TYPED = {
    "percent": "15",
    "counted": "unauthorised",
    "weeks": "6",
    "least": "10",
    "interval": "week",
    "copies": "both",
    "leaders_approve": "on",
}
PLAN = {
    "starts_on": "2026-11-16",
    "review_on": "2026-12-07",
    "ends_on": "2026-12-18",
    "hours": "20",
    "reason": "#1, back by \\ or /",
    "agreed_by": "Dawn Brown",
}


def words(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def queued(school: School, **changed: str) -> Return:
    with school_work(school):
        pupil = Pupil.objects.get(key=1)
        if not pupil.households.exists():
            set_household(pupil, from_day=TODAY, address="1 Mill Lane", by=BY)
        return queue_notice(Kind.PART_TIME, pupil=pupil, about="plan:1", values=PLAN | changed, by=BY, now=NOON)


def test_settings_are_kept_as_versions_and_said_beside_what_is_law(school: School, officer: Client) -> None:
    assert "states no measure" in words(officer.get("/returns/settings/"))
    assert officer.post("/returns/settings/", TYPED).status_code == 302
    assert officer.post("/returns/settings/", TYPED).status_code == 302
    with school_work(school):
        assert ReturnSettings.objects.count() == 1
        assert settings_now().measure == Measure(15, Counted.UNAUTHORISED, 6, 10)
    assert "15% or more unauthorised absence" in words(officer.get("/returns/settings/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"percent": "0"}, "from 1 to 100"), ({"percent": "x"}, "whole number"), ({"weeks": "40"}, "39")],
)
def test_a_measure_that_cannot_be_is_refused_beside_its_field(
    school: School, officer: Client, typed: dict, said: str
) -> None:
    response = officer.post("/returns/settings/", TYPED | typed)
    assert response.status_code == 422
    assert said in words(response)
    with school_work(school):
        assert not ReturnSettings.objects.exists()


def test_an_authority_s_columns_lay_out_its_files(school: School, officer: Client) -> None:
    page = "/returns/columns/part_time/"
    wrong = {"authority": "Eastshire", "dates": "dmy", "columns": "From = starts_on\nX = nothing"}
    response = officer.post(page, wrong)
    assert response.status_code == 422
    assert "Line 2: “nothing” is no field of this return." in words(response)
    right = wrong | {"columns": "From = starts_on\nWhy = reason\nOffice"}
    assert officer.post(page, right).status_code == 302
    row = queued(school)
    file = officer.post(f"/returns/{row.pk}/approve/", {})["Location"]
    body = officer.get(f"{file}csv/").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(body))) == [["From", "Why", "Office"], ["16/11/2026", "#1, back by \\ or /", ""]]
    assert body.startswith('"From"')
    assert officer.post(page, right | {"dates": "iso", "columns": ""}).status_code == 302
    with school_work(school):
        assert [row.columns for row in ReturnLayout.objects.order_by("-pk")[:1]] == [[]]


def test_where_leaders_approve_the_officer_does_not(school: School, officer: Client, head: Client) -> None:
    officer.post("/returns/settings/", TYPED)
    row = queued(school)
    refused = officer.post(f"/returns/{row.pk}/approve/", {"sen": "none"})
    assert refused.status_code == 422
    assert "approved by the headteacher or the safeguarding lead" in words(refused)
    with school_work(school):
        assert Return.objects.get().state == "detected"
    assert head.post(f"/returns/{row.pk}/approve/", {"sen": "none"}).status_code == 302


def test_whom_that_binds_does_not_lift_it(school: School, officer: Client, head: Client) -> None:
    assert officer.post("/returns/settings/", TYPED).status_code == 302
    lifted = {name: value for name, value in TYPED.items() if name != "leaders_approve"}
    refused = officer.post("/returns/settings/", lifted)
    assert refused.status_code == 422
    assert "Only the headteacher or the safeguarding lead has this end" in words(refused)
    with school_work(school):
        assert settings_now().leaders_approve
    assert officer.post("/returns/settings/", TYPED | {"weeks": "7"}).status_code == 302
    assert head.post("/returns/settings/", lifted).status_code == 302


def test_a_pupil_who_lives_elsewhere_is_sent_once_both_authorities_have_theirs(
    school: School, officer: Client, head: Client
) -> None:
    officer.post("/returns/settings/", TYPED)
    row = queued(school)
    with school_work(school):
        Household.objects.update(authority="Westmoor")
    assert head.post(f"/returns/{row.pk}/approve/", {}).status_code == 302
    with school_work(school):
        files = {file.authority: file.pk for file in ReturnFile.objects.all()}
        assert set(files) == {"Eastshire", "Westmoor"}
    sent = {"sent_on": "today", "sent_way": "email"}
    for authority, state in (("Eastshire", "approved"), ("Westmoor", "sent")):
        assert officer.post(f"/returns/files/{files[authority]}/", sent).status_code == 302
        with school_work(school):
            assert Return.objects.get().state == state


def test_withdrawing_one_copy_takes_back_the_other(school: School, officer: Client, head: Client) -> None:
    officer.post("/returns/settings/", TYPED)
    row = queued(school)
    head.post(f"/returns/{row.pk}/approve/", {"home_authority": "Westmoor"})
    with school_work(school):
        file = ReturnFile.objects.first()
    assert file is not None
    assert officer.post(f"/returns/files/{file.pk}/withdraw/", {"because": ""}).status_code == 422
    assert officer.post(f"/returns/files/{file.pk}/withdraw/", {"because": "Wrong child"}).status_code == 302
    with school_work(school):
        assert set(ReturnFile.objects.values_list("withdrawn_because", flat=True)) == {"Wrong child"}
        assert Return.objects.get().state == "drafted"


def test_a_notice_is_queued_once_and_takes_newer_values_while_it_is_open(school: School, officer: Client) -> None:
    first, again = queued(school), queued(school, hours="18")
    assert first.pk == again.pk
    with school_work(school):
        row = Return.objects.get()
        assert row.facts["fields"]["hours"] == "18"
    officer.post(f"/returns/{row.pk}/approve/", {})
    queued(school, hours="16")
    with school_work(school):
        assert Return.objects.get().state == "drafted"
        assert ReturnFile.objects.get().withdrawn_at is not None
        assert withdraw_notice(Kind.PART_TIME, about="plan:1", because="The plan was called off.", now=NOON) is False
        assert Return.objects.get().state == "retreated"


@pytest.mark.parametrize(("kind", "values"), [(Kind.SICKNESS, {}), (Kind.PART_TIME, {"ground": "a"})])
def test_a_room_cannot_queue_what_is_found_or_a_field_there_is_not(school: School, kind: Kind, values: dict) -> None:
    with school_work(school), pytest.raises(ValueError, match="is not queued with"):
        queue_notice(kind, pupil=Pupil.objects.get(key=1), about="x", values=values, by=BY, now=NOON)


def test_the_lead_and_the_head_alone_see_a_social_worker_and_save_the_file_that_names_one(
    school: School, officer: Client, head: Client
) -> None:
    row = queued(school)
    assert head.post(f"/returns/{row.pk}/approve/", {"social_worker": "Mo Salt"}).status_code == 302
    with school_work(school):
        file = ReturnFile.objects.get()
    one, page, saved = f"/returns/{row.pk}/", f"/returns/files/{file.pk}/", f"/returns/files/{file.pk}/csv/"
    assert "Mo Salt" in words(head.get(one))
    assert "Mo Salt" not in words(officer.get(one))
    assert "Social worker" not in words(officer.get(one)), "nor that there is one"
    assert b"Mo Salt" in head.get(saved).content
    assert "something in it is for them alone" in words(officer.get(page))
    assert officer.get(saved).status_code == 404
    assert officer.post(f"{page}withdraw/", {"because": "Wrong day."}).status_code == 302
    with school_work(school):
        Return.objects.update(typed={}, values={})
    assert officer.get(saved).status_code == 404
    assert head.get(saved).status_code == 200


def test_the_lead_alone_writes_the_social_worker(school: School, officer: Client, head: Client, world: World) -> None:
    row = queued(school)
    assert "Social worker" not in words(officer.get(f"/returns/{row.pk}/"))
    assert officer.post(f"/returns/{row.pk}/", {"social_worker": "Mo"}).status_code == 302
    with school_work(school):
        assert "social_worker" not in Return.objects.get().typed
    lead = world.client(world.employ(Role.SAFEGUARDING_LEAD, school), school)
    assert lead.post(f"/returns/{row.pk}/", {"social_worker": "Mo"}).status_code == 302
    with school_work(school):
        assert Return.objects.get().typed["social_worker"] == "Mo"
    assert officer.post(f"/returns/{row.pk}/", {"sen": "none"}).status_code == 302
    with school_work(school):
        assert Return.objects.get().typed == {"social_worker": "Mo", "sen": "none"}
