"""Letters of a stage: to each parent in their language, approved by whom the policy names, held, sent on their ground."""

import datetime as dt
from collections.abc import Iterator

import pytest

from foundation.refusals import Refused
from rollcall.servers.stand_ins import NotifyServer
from schools.correspondence.models import Translation
from schools.letters.models import Letter
from schools.letters.operations import approve, let_go, print_letters, send, withdraw_about
from schools.letters.operations.sending import claim
from schools.roll.models import ContactFirst
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import HEAD, SINCE, YEAR_HEAD
from tests.schools.correspondence.writing import FATHER, MOTHER, SIGNED, Corresponding, corresponding
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY
from tests.world import World

HOUR = dt.timedelta(hours=1)
NOW = at(9, 35)
DUE = NOW + 24 * HOUR
POLISH = {
    "language": "polish",
    "subject": "Czy możemy pomóc? {pupil_first_name}",
    "body": "Dzień dobry {contact_name}\n\n{missed} {support_offered} {ring} {key_person}",
}


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Corresponding]:
    with NotifyServer() as server:
        yield corresponding(world, monkeypatch, server, cap=2)


def sent(school: Corresponding, letter: Letter, now: dt.datetime = NOW) -> Letter:
    """Approved, and asked to be sent."""
    with school_work(school.school):
        approve(letter, signed=SIGNED, now=now)
        return send(letter, by=BY, now=now)


def claimed(school: Corresponding, letter: Letter, now: dt.datetime = DUE) -> tuple[bool, str]:
    """Whether the worker claims it, and its state after."""
    with school_work(school.school):
        given = claim(str(letter.pk), school="x", now=now)
    return given is not None, school.fresh(letter).state


def test_each_parent_gets_one_filled_in_from_the_case_and_what_is_typed_wrongly_changes_nothing(
    school: Corresponding,
) -> None:
    page = school.page(school.path())
    assert "Reading age about" in page
    assert "<mark>" in page
    for form, says in (
        (school.form(), "Choose whom the letter is to."),
        (school.form(MOTHER, missed=""), "Write it: the letter names {missed}."),
        (school.form(MOTHER) | {"contacts": ["strange"]}, "not to be written to"),
    ):
        answer = school.client().post(school.path(), form)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    assert school.sends(school.path("invitation"), school.form(MOTHER, meeting="x", support_given="x")) == 422
    assert school.sends(school.path("strange"), school.form(MOTHER)) == 404
    # B35: whoever must not be contacted is named, and is no choice.
    school.restrict("do_not_contact", FATHER)
    assert "Not to be written to." in school.page(school.path())
    assert school.sends(school.path(), school.form(MOTHER, FATHER)) == 422
    assert school.rows(Letter) == []
    # T12: what is typed stays what it is.
    payload = "{{ settings.SECRET_KEY }} {contact_name} <b>#strong[x]</b>"
    assert school.sends(school.path(), school.form(MOTHER, support_offered=payload)) == 302
    row = school.only(Letter)
    assert payload in row.body
    assert (row.approver, row.hold_hours, row.language, row.state) == ("attendance_officer", 24, "", "draft")
    assert row.rests_on["stage"] == "listen"
    case = school.page(f"/cases/{school.cases[0].pk}/")
    assert "Attendance officer approves" in case
    assert "already" in school.client().post(school.path(), school.form(MOTHER)).content.decode()
    assert school.sends(f"/letters/{row.pk}/act/", {"act": "approve", "version": "1"}, HEAD) == 404
    assert school.sends(f"/letters/{row.pk}/act/", {"act": "approve", "version": "1"}, YEAR_HEAD) == 404
    assert school.sends(f"/letters/{row.pk}/act/", {"act": "approve", "version": "1"}) == 302
    assert school.fresh(row).state == "approved"


def test_a_translation_is_used_until_its_english_changes_and_has_every_field_of_it(school: Corresponding) -> None:
    path = "/letters/policy/we_noticed/"
    english = school.client().get(path).context["form"].initial["english"]
    wrong = {
        "body": ("{missed} {ring}", "It does not name {key_person}"),
        "subject": ("{{ a.__class__ }}", "there is no field"),
        "language": ("English", "the policy’s own"),
        "english": ("0" * 64, "has changed since"),
    }
    for name, (typed, says) in wrong.items():
        answer = school.client().post(path, POLISH | {"english": english, name: typed})
        assert (answer.status_code, says in answer.content.decode()) == (422, True), name
    assert school.client().post(path, POLISH | {"english": english}).status_code == 302
    mother, father = school.draft(MOTHER, FATHER)
    assert (mother.language, father.language) == ("", "Polish")
    assert father.heading.startswith("Czy możemy pomóc?")
    assert father.body.startswith(f"Dzień dobry {FATHER}\n\n2½ days Breakfast club")
    assert "In English:\n\nCan we help" in father.body
    assert "in use" in school.page("/letters/policy/")
    with school_work(school.school):
        row = Translation.objects.get()
        Translation.objects.create(
            letter=row.letter, language="Polish", subject="x", body="x", english_sha256="0" * 64, at=NOW, by_name="x"
        )
    assert "stale" in school.page("/letters/policy/")
    (father,) = school.draft(FATHER, case=1)
    assert father.language == ""
    assert "of an earlier English" in school.page(school.path(case=1))


def test_of_letters_printed_together_each_rests_on_what_it_was_drafted_on(school: Corresponding) -> None:
    mother, father = school.draft(MOTHER, FATHER)
    with school_work(school.school):
        for letter in (mother, father):
            approve(letter, signed=SIGNED, now=NOW)
        Letter.objects.filter(pk=father.pk).update(rests_on=father.rests_on | {"stage": "monitor"})
    school.stage("monitor")
    with school_work(school.school):
        printing = print_letters(list(Letter.objects.order_by("pk")), by_hand=True, by=BY, now=DUE)
    assert [letter.pk for letter in printing.printed] == [father.pk]
    assert [(letter.pk, "not at Listen and understand" in fault.words) for letter, fault in printing.left] == [
        (mother.pk, True)
    ]


def test_it_waits_its_hours_and_what_lost_its_ground_is_neither_claimed_nor_printed(school: Corresponding) -> None:
    mother, father = school.draft(MOTHER, FATHER)
    asked = sent(school, mother)
    assert (asked.state, asked.send_at) == ("queued", DUE)
    assert claimed(school, mother, DUE - HOUR) == (False, "queued")
    with school_work(school.school):
        approve(father, signed=SIGNED, now=NOW)
        with pytest.raises(Refused, match="It is held until 09:35 on 20 November 2026"):
            print_letters([father], by_hand=True, by=BY, now=DUE - HOUR)
    school.stage("monitor")
    assert claimed(school, mother) == (False, "withdrawn")
    assert "not at Listen and understand any more" in school.fresh(mother).why
    with school_work(school.school), pytest.raises(Refused, match="not at Listen and understand any more"):
        print_letters([father], by_hand=True, by=BY, now=DUE)
    # T31: and a restriction between asking and sending stops one whose ground holds.
    school.stage("listen")
    (again,) = school.draft(MOTHER)
    sent(school, again)
    school.restrict("court_order", MOTHER)
    assert claimed(school, again) == (False, "withdrawn")


def test_sisters_letters_go_at_one_moment_the_lead_is_asked_and_the_days_cap_waits_for_a_person(
    school: Corresponding,
) -> None:
    # The later moment is the one, whichever of the two was asked first.
    ahead, behind = school.draft(FATHER, case=1)[0], school.draft(FATHER)[0]
    sent(school, ahead, NOW + HOUR)
    assert sent(school, behind).send_at == DUE + HOUR
    with school_work(school.school):
        assert withdraw_about("case", school.cases[1].pk, why="x", by=BY, now=NOW) == []
        withdraw_about("case", school.cases[0].pk, why="x", by=BY, now=NOW)
    (one,), (sister,), (third,) = school.draft(MOTHER), school.draft(MOTHER, case=1), school.draft(FATHER)
    sent(school, one)
    sent(school, sister, NOW + HOUR)
    assert {school.fresh(row).send_at for row in (one, sister)} == {DUE + HOUR}
    late = DUE + HOUR
    assert claimed(school, one, late) == (True, "sending")
    with school_work(school.school):
        ContactFirst.objects.create(pupil_id=school.pupil(1).pk, starts_on=SINCE)
    assert claimed(school, sister, late) == (False, "held")
    assert school.fresh(sister).held_for == "lead"
    with school_work(school.school):
        let_go(sister, lead=True, by=BY, now=late)
    assert claimed(school, sister, late) == (True, "sending")
    sent(school, third, NOW)
    assert claimed(school, third, late) == (False, "held")
    assert school.fresh(third).held_for == "day"
    with school_work(school.school):
        let_go(third, lead=False, by=BY, now=late)
    assert claimed(school, third, late) == (True, "sending")
