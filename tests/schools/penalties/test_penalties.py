"""Penalty notices through the pages: considered of each parent, proposed or not, issued, paid, withdrawn; the ledger."""

import datetime as dt
import html

import pytest

from foundation.access.roles import Role
from schools.cases.models import Event
from schools.documents.queries.owners import owner_of
from schools.journal.models import AuditLine
from schools.moved.models import CarriedOver
from schools.moved.rules.facts import MoverFacts, OldNotice, as_json
from schools.penalties.models import LegalStep, OtherNotice, Turn
from schools.penalties.queries.told import penalties_told
from schools.roll.models import Contact, ContactRestriction, PupilContact
from tenants.trusts.scopes import school_work
from tests.schools.penalties.noticing import AWAY, Noticing, noticing
from tests.world import World

OFFICER, YEAR_HEAD, LEADER, LEAD = (
    Role.ATTENDANCE_OFFICER,
    Role.HEAD_OF_YEAR,
    Role.SENIOR_LEADER,
    Role.SAFEGUARDING_LEAD,
)
TENTH = dt.date(2026, 11, 17)


@pytest.fixture
def at(world: World, monkeypatch: pytest.MonkeyPatch) -> Noticing:
    return noticing(world, monkeypatch)


def words_of(page: str) -> str:
    return " ".join(html.unescape(page).split())


def test_from_meeting_the_threshold_to_one_parent_referred_and_the_other_not(at: Noticing) -> None:
    assert "1 pupil meets the threshold and has not been considered" in at.kept.page("/penalties/")
    at.amend({(TENTH, 2): "I"})
    assert "0 pupils meet the threshold" in at.kept.page("/penalties/")
    assert at.kept.sends(f"{at.path}consider/", {}) == 422
    at.amend({(TENTH, 2): "N"})
    shown = words_of(at.kept.page("/penalties/"))
    assert "provisional while an N stands" in shown.replace("</c-tag>", "").replace("</span>", "")

    considered = at.begin()
    assert (considered.reached_on, len(considered.marks), considered.codes) == (TENTH, 10, "GNOU")
    assert at.kept.sends(f"{at.path}consider/", {}) == 422  # the same sessions, once
    status, page = at.decide(considered, at.mother, "refer")
    assert status == 422
    assert "met only with sessions that have no reason yet" in words_of(page)
    at.amend({(TENTH, 2): "U"})

    status, page = at.decide(considered, at.mother, "refer", support="more", tool="", order="bars")
    assert status == 422
    assert "Choose one." in page
    status, page = at.decide(considered, at.mother, "refer", support="more", order="bars", equality_words="")
    assert "Write: who was asked" in page
    status, page = at.decide(considered, at.mother, "refer", support="more", order="bars")
    assert "More support is to be tried first." in page
    assert "An order of a court stands against it." in page
    assert at.decide(considered, at.mother, "refer", birth="14 March 1985")[0] == 302
    assert at.decide(considered, at.father, "drop")[0] == 422
    assert at.decide(considered, at.father, "drop", why="He lives in Spain.", home="elsewhere")[0] == 302

    mother, father = at.notice(at.mother), at.notice(at.father)
    assert (mother.state, mother.order, mother.rate, mother.referred_on) == (
        "referred",
        1,
        "reduced",
        dt.date(2026, 11, 19),
    )
    assert (father.state, father.why) == ("not_proposed", "He lives in Spain.")
    assert at.kept.rows(Contact, pk=at.mother)[0].birth == dt.date(1985, 3, 14)
    assert "1985" not in at.kept.page(f"/pupils/{at.kept.pupil().pk}/")
    listed = words_of(at.kept.page("/penalties/"))
    assert "0 pupils meet the threshold" in listed
    assert "1 notice is with the authority" in listed
    events = {row.kind for row in at.kept.rows(Event, room="penalties")}
    assert events == {"penalty_considered", "penalty_referred", "penalty_dropped"}
    assert not any("Farrow" in str(row.details) for row in at.kept.rows(AuditLine, act__startswith="penalty."))


def test_what_becomes_of_a_notice_and_when_its_sessions_are_free(at: Noticing) -> None:
    considered = at.begin()
    assert at.decide(considered, at.mother, "refer")[0] == 302
    assert at.turn(at.mother, "serve") == 422  # not issued yet
    assert at.turn(at.mother, "issue", on="1 November 2026") == 422  # before it was asked for
    assert at.turn(at.mother, "issue") == 302
    assert at.turn(at.mother, "serve", deemed="on") == 422  # the trust keeps no rule of the authority
    assert at.turn(at.mother, "serve") == 302
    page = words_of(at.kept.page(f"/penalties/{at.notice(at.mother).pk}/"))
    assert "£80 by 9 Dec" in page
    assert "then £160 by 16 Dec" in page
    assert at.turn(at.mother, "lapse") == 422  # the days to pay run
    at.kept.on(dt.date(2026, 12, 10))
    assert at.turn(at.mother, "pay_reduced") == 422
    assert at.turn(at.mother, "pay_reduced", on="9 December 2026") == 302
    assert at.notice(at.mother).state == "paid_reduced"
    with school_work(at.kept.taking.school):
        told = penalties_told([at.kept.pupil().pk])[at.kept.pupil().pk]
        assert [(one.issued_on, one.order, one.state, one.relationship) for one in told.notices] == [
            (dt.date(2026, 11, 19), 1, "paid at the reduced rate", "Mother")
        ]
        assert sorted(set(told.used)) == AWAY
    assert "0 pupils meet the threshold" in at.kept.page("/penalties/")
    assert at.turn(at.mother, "withdraw") == 422  # says not why
    assert at.turn(at.mother, "withdraw", words="Issued in error.") == 302
    with school_work(at.kept.taking.school):
        assert penalties_told([at.kept.pupil().pk])[at.kept.pupil().pk].used == ()
    assert [row.move for row in at.kept.rows(Turn)] == ["refer", "issue", "serve", "pay_reduced", "withdraw"]


def test_two_parents_rest_on_the_same_sessions_and_refused_for_both_they_are_free(at: Noticing) -> None:
    considered = at.begin()
    assert at.decide(considered, at.mother, "refer")[0] == 302
    assert at.decide(considered, at.father, "refer", home="elsewhere")[0] == 302
    assert at.turn(at.mother, "refuse", words="Too late.") == 302
    at.kept.on(dt.date(2026, 11, 20))
    with school_work(at.kept.taking.school):
        assert len(penalties_told([at.kept.pupil().pk])[at.kept.pupil().pk].used) == 10
    assert at.turn(at.father, "refuse", words="Too late.") == 302
    with school_work(at.kept.taking.school):
        assert at.kept.pupil().pk not in penalties_told([at.kept.pupil().pk])
    # Marks that change afterwards take the ground from what is not proposed yet.
    at.amend({(TENTH, 2): "I"})
    status, page = at.decide(considered, at.mother, "refer")
    assert status == 422
    assert "cannot be referred" in words_of(page)


def test_a_third_in_three_years_is_refused_with_what_there_is_instead(at: Noticing) -> None:
    considered = at.begin()
    path = f"{at.path}notices/new/"
    typed = {"contact": str(at.mother), "state": "paid_full", "issuer": "Westmoor", "source": "Their email of 3 March"}
    assert at.kept.sends(path, typed | {"issued_on": "1 January 2030"}) == 422
    assert at.kept.sends(path, typed | {"issued_on": "3 March 2025", "source": ""}) == 422
    for day in ("18 November 2023", "3 March 2025"):
        assert at.kept.sends(path, typed | {"issued_on": day}) == 302
    assert at.kept.sends(path, typed | {"issued_on": "3 March 2025"}) == 422
    shown = words_of(at.kept.page(f"/penalties/considered/{considered.pk}/"))
    assert "1 notice counts of the three years to this day. A notice now would be the second, at the flat rate" in shown
    assert at.kept.sends(path, typed | {"issued_on": "12 January 2026", "state": "unpaid"}) == 302
    status, page = at.decide(considered, at.mother, "refer")
    assert status == 422
    assert "no further one may be issued" in words_of(page)
    assert "prosecution of the offence, which only the authority can bring" in words_of(page)
    assert at.decide(considered, at.father, "refer", home="elsewhere")[0] == 302  # of each parent apart
    (unpaid,) = at.kept.rows(OtherNotice, state="unpaid")
    other = f"/penalties/others/{unpaid.pk}/"
    assert at.kept.sends(other, {"state": "withdrawn", "source": "Their letter of 2 May"}) == 302
    assert at.decide(considered, at.mother, "refer")[0] == 302
    assert at.notice(at.mother).rate == "flat"
    # One is found later: what was asked for cannot be issued any more.
    assert at.kept.sends(other, {"state": "unpaid", "source": "It stands after all"}) == 302
    assert at.turn(at.mother, "issue") == 422


def test_a_notice_of_an_earlier_school_stops_a_proposal_until_somebody_says_whose(at: Noticing) -> None:
    considered, school = at.begin(), at.kept.taking.school
    facts = MoverFacts(notices=(OldNotice(dt.date(2025, 5, 6), 1, "paid in full", "mother"),))
    with school_work(school):
        carried = CarriedOver.objects.create(
            pupil_id=at.kept.pupil().pk,
            from_school="00000000-0000-0000-0000-000000000009",
            from_name="Cedar",
            starts_on=dt.date(2024, 9, 2),
            ends_on=dt.date(2026, 7, 17),
            facts=as_json(facts),
            version=1,
            came_at=dt.datetime(2026, 9, 2, 9, tzinfo=dt.UTC),
        )
    status, page = at.decide(considered, at.father, "refer", home="elsewhere")
    assert status == 422
    assert "not put to any contact" in words_of(page)
    put = f"{at.path}notices/{carried.pk}/0/"
    assert put in at.kept.page(at.path)
    assert at.kept.sends(put, {"contact": "nobody", "whose": ""}) == 422
    assert at.kept.sends(put, {"contact": str(at.mother), "whose": ""}) == 302
    assert at.kept.sends(put, {"contact": str(at.mother), "whose": ""}) == 404
    assert at.decide(considered, at.mother, "refer")[0] == 302
    assert at.decide(considered, at.father, "refer", home="elsewhere")[0] == 302
    assert (at.notice(at.mother).rate, at.notice(at.father).rate) == ("flat", "reduced")
    # How it stands, the earlier school says: withdrawn there, it counts no more.
    with school_work(school):
        again = MoverFacts(notices=(OldNotice(dt.date(2025, 5, 6), 1, "withdrawn", "mother"),))
        CarriedOver.objects.filter(pk=carried.pk).update(facts=as_json(again))
    assert "does not count: withdrawn" in words_of(at.kept.page(at.path))


def test_who_may_not_be_contacted_who_has_no_address_and_what_the_lead_decides(at: Noticing) -> None:
    considered, school = at.begin(), at.kept.taking.school
    with school_work(school):
        Contact.objects.filter(pk=at.father).update(address="")
    status, page = at.decide(considered, at.father, "refer", home="elsewhere")
    assert status == 422
    assert "No postal address of theirs is kept" in page
    with school_work(school):
        link = PupilContact.objects.get(contact=at.mother)
        bar = ContactRestriction.objects.create(link=link, kind="do_not_contact", starts_on=dt.date(2026, 9, 1))
    status, page = at.decide(considered, at.mother, "refer", role=LEAD)
    assert status == 422
    assert "must not be contacted about this pupil" in page
    assert "Do not contact" in at.kept.page(f"/penalties/considered/{considered.pk}/")
    with school_work(school):
        ContactRestriction.objects.filter(pk=bar.pk).update(kind="ask_first")
    assert at.decide(considered, at.mother, "refer", harm="lead")[0] == 422
    assert at.decide(considered, at.mother, "refer", harm="lead", role=LEAD)[0] == 302
    path = f"/penalties/{at.notice(at.mother).pk}/"
    seen = {role: "Harm to this parent" in at.kept.page(path, role) for role in (OFFICER, LEAD, YEAR_HEAD, LEADER)}
    assert seen == {OFFICER: True, LEAD: True, YEAR_HEAD: False, LEADER: False}


def test_who_reads_and_who_writes(at: Noticing) -> None:
    considered = at.begin()
    at.decide(considered, at.mother, "refer")
    pages = ["/penalties/", f"/penalties/considered/{considered.pk}/", f"/penalties/{at.notice(at.mother).pk}/"]
    for role in (OFFICER, YEAR_HEAD, LEADER, LEAD, Role.HEADTEACHER):
        for path in pages:
            assert at.kept.client(role).get(path).status_code == 200, (role, path)
        assert 'id="penalties"' in at.kept.page(at.path, role)
    for role in (Role.CLASS_TEACHER, Role.RECEPTIONIST, Role.SCHOOL_GOVERNOR):
        assert {at.kept.client(role).get(path).status_code for path in pages} == {404}
    for role in (YEAR_HEAD, LEADER):
        assert at.kept.sends(f"/penalties/{at.notice(at.mother).pk}/issue/", {"on": "today"}, role) == 404
        assert at.decide(considered, at.father, "drop", why="x", role=role)[0] == 404
        assert at.kept.sends(f"{at.path}legal-steps/new/", {}, role) == 404


def test_a_legal_step_is_kept_with_its_papers(at: Noticing) -> None:
    path = f"{at.path}legal-steps/new/"
    typed = {
        "kind": "parenting_order",
        "contact": str(at.mother),
        "made_on": "2 November 2026",
        "ends_on": "",
        "words": "12 weeks",
    }
    assert at.kept.sends(path, typed | {"made_on": "2 December 2026"}) == 422
    assert at.kept.sends(path, typed | {"ends_on": "1 November 2026"}) == 422
    assert at.kept.sends(path, typed) == 302
    step = at.kept.only(LegalStep)
    assert "Parenting order" in at.kept.page(f"/legal-steps/{step.pk}/")
    assert "Add papers" not in at.kept.page(f"/legal-steps/{step.pk}/", LEADER)
    assert owner_of("legal_step").sends is not None
    assert at.kept.sends(f"/legal-steps/{step.pk}/papers/", {}) == 422
    assert "Parenting order, 2 Nov" in words_of(at.kept.page(at.path))
