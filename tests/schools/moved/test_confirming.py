"""What the new school sees of Ada: two readings, labelled, and nothing that counts before somebody has confirmed it."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from foundation import clock
from foundation.access.roles import Role
from schools.cases.models import Case, Task
from schools.decisions.queries.asking import stage_now
from schools.journal.models import AuditLine
from schools.moved.models import CarriedOver
from schools.moved.queries.carried import confirmed_of
from schools.moved.rules.facts import OldStage
from schools.policy.operations.taking_in import take_in
from schools.registers.rules.totals import Totals
from schools.roll.models import Contact, Placement, Pupil
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import told
from tests.schools.moved.moving import JULY, STAGE, Moving, come_with_a_case
from tests.trust_reporting.registers import amend
from tests.world import HALF_TERMS, World


@pytest.fixture(scope="module")
def ada(world: World) -> Iterator[Moving]:
    with time_machine.travel(JULY, tick=False):
        yield come_with_a_case(world)


def browser(world: World, role: Role, ada: Moving) -> Client:
    return world.client(world.person(role, ada.new), ada.new)


def page_of(client: Client, ada: Moving) -> str:
    with school_work(ada.new):
        pupil = Pupil.objects.get()
    return " ".join(client.get(f"/pupils/{pupil.pk}/").content.decode().split())


def form_at(ada: Moving) -> tuple[str, dict[str, str]]:
    """The address of the page that confirms, and what it sends when everything is taken over."""
    with school_work(ada.new):
        row, mother = CarriedOver.objects.get(), Contact.objects.get()
    return f"/moved/{row.pk}/", {"came": row.came_at.isoformat(), "stage": "on", "notice_0": str(mother.pk)}


def on_today(client: Client) -> list[str]:
    """How each moved pupil stands who is on Today."""
    text = client.get("/today/").content.decode()
    part = text.partition('<section class="panel" id="moved"')[2].partition("</section>")[0]
    return re.findall(r'class="tag \w+">\s*([^<]*?)\s*<', part)


def confirmed(ada: Moving) -> list[tuple[OldStage | None, int]]:
    with school_work(ada.new):
        found = confirmed_of([Pupil.objects.get().pk])
    return [(one.facts.stage, len(one.facts.notices)) for held in found.values() for one in held]


def test_both_readings_are_shown_and_labelled(world: World, ada: Moving) -> None:
    said = page_of(browser(world, Role.ATTENDANCE_OFFICER, ada), ada)
    assert "<b>Since joining</b> 92.7% (178 of 192)." in said
    assert said.count("70.8% (252 of 356), persistent absence") == 2  # in the head and in the box
    assert "45.1% (74 of 164)" in said
    assert "Formal support, since 16 November 2026" in said
    assert "to confirm" in said
    assert "Each school answers for its own sessions." in said


def test_who_does_not_work_with_cases_sees_nothing_of_it_and_who_only_sees_confirms_nothing(
    world: World, ada: Moving
) -> None:
    address, sent = form_at(ada)
    for role, sees in ((Role.HEAD_OF_YEAR, True), (Role.SENIOR_LEADER, True), (Role.CLASS_TEACHER, False)):
        client = browser(world, role, ada)
        assert ("trust-wide" in page_of(client, ada).lower()) is sees
        assert "Look through and confirm" not in page_of(client, ada)
        assert client.post(address, sent).status_code == 404
    assert confirmed(ada) == []


def test_it_counts_once_somebody_has_confirmed_it_and_who_and_when_is_kept(world: World, ada: Moving) -> None:
    officer = browser(world, Role.ATTENDANCE_OFFICER, ada)
    address, sent = form_at(ada)
    asked = officer.get(address).content.decode()
    assert "Take over the stage there: Formal support, since 16 November 2026" in asked
    assert "checked" not in asked
    for wrong, words in (
        ({"came": "2026-01-01T00:00:00+00:00"}, "has changed what it says"),
        ({"came": "soon"}, "has changed what it says"),
        ({"notice_0": "00000000-0000-7000-8000-000000000000"}, "Select a valid choice"),
    ):
        refused = officer.post(address, sent | wrong)
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    assert confirmed(ada) == []
    assert on_today(officer) == ["to confirm"]
    assert officer.post(address, {"came": sent["came"]}).status_code == 302
    assert on_today(officer) == []
    assert confirmed(ada) == [(None, 0)]  # neither stage nor notice was taken over
    assert officer.post(address, sent).status_code == 302
    assert confirmed(ada) == [(STAGE, 1)]
    said = page_of(officer, ada)
    assert "the counts, the stage Formal support, the notice of 1 December 2026, put to Ida Moved." in said
    with school_work(ada.new):
        lines = AuditLine.objects.filter(act="carried_over.confirmed")
        assert [line.details["notices"] for line in lines.order_by("pk")] == [0, 1]
        assert "Moved" not in str([line.details for line in lines])


def test_a_stage_that_is_taken_over_is_the_pupils_stage_here_or_the_page_says_why_not(
    world: World, ada: Moving
) -> None:
    officer = browser(world, Role.ATTENDANCE_OFFICER, ada)
    head = world.client(world.employ(Role.HEADTEACHER, ada.new), ada.new)
    address, sent = form_at(ada)
    assert officer.post(address, sent).status_code == 302
    assert "The stage is not applied here: no policy decides here yet." in page_of(officer, ada)
    with school_work(ada.new):
        take_in([told()], heads=(), address="/policy/", now=clock.now())
        assert not Case.objects.exists()
    # The head of year agrees to formal support; of those who confirm, the lead and the head may as well.
    refused = officer.post(address, sent)
    assert (refused.status_code, "the head of year agrees to Formal support" in refused.content.decode()) == (422, True)
    assert head.post(address, sent).status_code == 302
    assert "The stage is not applied" not in page_of(head, ada)
    with school_work(ada.new):
        case, pupil = Case.objects.get(), Pupil.objects.get()
        assert case.stage == "support"
        assert stage_now(pupil.pk, clock.now()) == "support"
        assert Task.objects.filter(case=case, action="support.meeting").count() == 1
    # Taken over again, nothing is done twice.
    assert head.post(address, sent).status_code == 302
    assert "the pupil is at Formal support here already" in page_of(head, ada)


def test_what_the_old_school_amends_afterwards_is_shown_and_confirmed_anew(world: World, ada: Moving) -> None:
    """Last of the module: it changes what came."""
    officer = browser(world, Role.ATTENDANCE_OFFICER, ada)
    address, sent = form_at(ada)
    assert officer.post(address, sent).status_code == 302
    with time_machine.travel(JULY + dt.timedelta(hours=1), tick=False):
        with school_work(ada.old):
            amend({(ada.key_at_old, HALF_TERMS[0][1], 1): "/"})
        ada.work()
        assert "changed since it was confirmed" in page_of(officer, ada)
        assert on_today(officer) == ["changed since it was confirmed"]
        assert "71.1% (253 of 356)" in page_of(officer, ada)
        with school_work(ada.new):
            ((held,),) = confirmed_of([Pupil.objects.get().pk]).values()
        assert sum(held.facts.year(2026).values(), Totals()) == Totals(present=74, unauthorised=90)
        assert officer.post(address, sent).status_code == 422  # the page was opened before


def test_where_nothing_came_the_page_says_why(world: World, ada: Moving) -> None:
    with school_work(ada.new):
        CarriedOver.objects.filter(confirmations__isnull=True).delete()
        other = Pupil.objects.create(
            surname="Late", forename="Bo", sort_name="late bo", birth=dt.date(2013, 1, 1), sex="M"
        )
        since = HALF_TERMS[3][1]
        other.admissions.create(starts_on=since, last_school="Cedar Academy", last_school_id=ada.old.pk)
        Placement.objects.create(pupil=other, year_group="9", starts_on=HALF_TERMS[3][1])
    officer = browser(world, Role.ATTENDANCE_OFFICER, ada)
    for upn, words in (
        (None, "The pupil has no UPN, so nothing can come from Cedar Academy"),
        ("A80120000100A", "The pupil has a temporary UPN, so nothing can come"),
        ("H801200001002", "Cedar Academy has been asked, and has told nothing"),
    ):
        with school_work(ada.new):
            Pupil.objects.filter(pk=other.pk).update(upn=upn)
        assert words in officer.get(f"/pupils/{other.pk}/").content.decode()
