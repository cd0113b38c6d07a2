"""People come by invitation, and go at once when their work ends."""

import datetime as dt
import re
import threading

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from foundation.access.roles import Role
from foundation.accounts.models import Invitation, Person, Session
from foundation.accounts.one_time import hash_of
from foundation.audit.actors import SYSTEM, Actor
from tenants.memberships.middleware import IdentityMiddleware
from tenants.memberships.models import Membership
from tenants.memberships.operations.inviting import accept, invite
from tenants.memberships.operations.leaving import disable, end_membership
from tenants.memberships.queries import held_on
from tenants.trusts.places import place_of
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import acts_about, lines
from tests.tenants.signing_in import Browser, letters, newcomer
from tests.world import PASSWORD, SINCE, World, host_of

ID = settings.ID_HOST
pytestmark = pytest.mark.usefixtures("fresh_limits")
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NEW = {"password1": "seven calm words for a door", "password2": "seven calm words for a door"}


def invited(world: World, email: str, role: Role = Role.ATTENDANCE_OFFICER, place: object = None, **more: object):
    arguments = {"name": "Asha Rao", "role": role, "place": place or world.alder, "by": SYSTEM, "now": NOW}
    return invite(email, **(arguments | {"starts_on": TODAY} | more))


# -- invitations -------------------------------------------------------------------------------------------------------


def test_an_invited_person_chooses_a_password_and_sets_up_their_app(world: World) -> None:
    asha = invited(world, "Asha.Rao@Alder.example")
    assert asha.person.email == "asha.rao@alder.example"
    letter = letters()[-1]
    assert (letter.to, letter.subject) == (["asha.rao@alder.example"], "Your sign-in for Rollcall")
    assert "at Alder Academy as attendance officer" in letter.body
    (link,) = re.findall(r"http\S+", letter.body)
    assert link == asha.link

    browser = Browser()
    page = browser.get(link)
    assert browser.path == "/invitation/"  # the token is out of the address
    assert "Asha Rao" in page.content.decode()
    browser.post("/invitation/", NEW)
    assert browser.path == "/account/authenticator/"
    assert acts_about(asha.person) == ["person_invited", "invitation_accepted", "signed_in"]


@pytest.mark.parametrize("shared", [False, True])
def test_an_invited_person_may_say_that_others_use_the_computer(world: World, shared: bool) -> None:
    browser = Browser()
    browser.get(invited(world, f"shared-{shared}@alder.example").link)
    browser.post("/invitation/", NEW | ({"shared": "on"} if shared else {}))
    assert browser.path == "/account/authenticator/"
    ends_with_the_browser = browser.client(ID).cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert ends_with_the_browser is shared


def test_what_is_kept_of_the_token_does_not_let_anybody_in(world: World) -> None:
    asha = invited(world, "kept@alder.example")
    token = asha.link.rstrip("/").rsplit("/", 1)[1]
    assert len(token) >= 22  # 128 bits
    with identity_work():
        row = Invitation.objects.get(person=asha.person)
    assert bytes(row.token_hash) == hash_of(token)
    assert row.expires_at - NOW == dt.timedelta(days=7)


def test_looking_uses_nothing_up_and_a_second_use_is_refused(world: World) -> None:
    asha = invited(world, "twice@alder.example")
    for _ in range(3):
        Browser().get(asha.link)
    Browser().client(ID).head(asha.link)
    first, second = Browser(), Browser()
    first.get(asha.link)
    second.get(asha.link)
    first.post("/invitation/", NEW)
    assert first.path == "/account/authenticator/"
    answer = second.post("/invitation/", NEW)
    assert (second.path, answer.status_code) == ("/invitation/", 403)
    assert "ask whoever invited you" in Browser().get(asha.link).content.decode()


def test_unknown_used_and_old_links_show_the_same_page(world: World) -> None:
    used, old = (
        invited(world, "used@alder.example"),
        invited(world, "old@alder.example", now=NOW - dt.timedelta(days=7)),
    )
    browser = Browser()
    browser.get(used.link)
    browser.post("/invitation/", NEW)
    unknown = used.link.replace(used.link.rstrip("/").rsplit("/", 1)[1], "A" * 22)
    strangers = [Browser() for _ in range(3)]
    answers = [stranger.get(link) for stranger, link in zip(strangers, (used.link, old.link, unknown), strict=True)]
    assert not any(stranger.session_key() for stranger in strangers)  # guessing leaves no rows behind
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1


def test_of_two_who_accept_at_once_one_wins(world: World) -> None:
    asha = invited(world, "race@alder.example")
    token = asha.link.rstrip("/").rsplit("/", 1)[1]
    late: list[object] = []

    def accept_late() -> None:
        try:
            with identity_work():
                late.append(accept(token, password="second password", now=NOW))
        finally:
            connections.close_all()

    thread = threading.Thread(target=accept_late)
    with identity_work():
        assert accept(token, password="first password", now=NOW) is not None
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join()
    assert late == [None]
    with identity_work():
        assert Person.objects.get(pk=asha.person.pk).check_password("first password")


def test_a_weak_password_is_refused_and_the_link_still_works(world: World) -> None:
    asha = invited(world, "weak@alder.example")
    browser = Browser()
    browser.get(asha.link)
    for weak in ("short", "password1234", "weak@alder.example"):
        page = browser.post("/invitation/", {"password1": weak, "password2": weak})
        assert "to put right" in page.content.decode(), weak
    page = browser.post("/invitation/", {"password1": NEW["password1"], "password2": "another long password"})
    assert "to put right" in page.content.decode()
    browser.post("/invitation/", NEW)
    assert browser.path == "/account/authenticator/"


def test_inviting_again_sends_a_new_link_and_ends_the_old_one(world: World) -> None:
    first = invited(world, "again@alder.example")
    second = invited(world, "again@alder.example")
    assert first.membership == second.membership
    assert Browser().get(first.link).status_code == 403
    assert Browser().get(second.link).status_code == 200


def test_somebody_who_signs_in_already_is_told_of_one_more_place(world: World) -> None:
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
    more = invited(world, person.email, Role.TRUST_LEADER, world.northfield, name="Somebody Else")
    assert (more.person, more.link) == (person, "")
    assert more.person.name == person.name
    assert "Northfield Trust as trust leader" in letters()[-1].body
    with pytest.raises(ValidationError, match="already"):
        invited(world, person.email, Role.TRUST_LEADER, world.northfield)


@pytest.mark.parametrize(
    ("role", "place", "words"),
    [
        (Role.ATTENDANCE_OFFICER, "northfield", "held at a school"),
        (Role.TRUST_LEADER, "alder", "held at a trust"),
        (Role.LA_OFFICER, "northfield", "held at a local authority"),
        (Role.PLATFORM_OPERATOR, "alder", "held at no place"),
    ],
)
def test_a_role_goes_with_its_kind_of_place(world: World, role: Role, place: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        invited(world, "misfit@alder.example", role, getattr(world, place))
    with identity_work():
        assert not Person.objects.filter(email="misfit@alder.example").exists()


def test_a_person_who_was_switched_off_is_not_invited_back_by_accident(world: World) -> None:
    person = newcomer(Role.HEADTEACHER, world.birch)
    disable(person, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="switched off"):
        invited(world, person.email)


def test_a_line_says_who_invited_whom_where(world: World) -> None:
    by = Actor(world.person(Role.HEADTEACHER, world.alder).pk, "A Headteacher")
    asha = invited(world, "line@alder.example", by=by)
    (line,) = lines("act = 'person_invited' AND about_id = %s", str(asha.person.pk))
    assert (line["person_id"], line["school_id"], line["trust_id"]) == (
        by.person_id,
        world.alder.pk,
        world.northfield.pk,
    )
    assert line["details"]["role"] == "attendance_officer"
    assert "asha" not in str(line["details"]).lower()


# -- endings -----------------------------------------------------------------------------------------------------------


def test_disabling_somebody_takes_effect_on_their_next_request(world: World) -> None:
    """Somebody who has left: with a session open on the id host and at work, the very next request of each is refused."""
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
    asha = invited(world, person.email, Role.TRUST_LEADER, world.northfield)
    browser = Browser()
    browser.sign_in(asha.person)
    for host in (host_of(world.alder), host_of(world.northfield)):
        browser.get(f"//{host}/")
        assert browser.host == host
    disable(person, by=SYSTEM, now=timezone.now())
    for host in (host_of(world.alder), host_of(world.northfield), ID):
        browser.get(f"//{host}/")
        assert (browser.host, browser.path) == (ID, "/sign-in/")
    answer = browser.post(f"//{ID}/sign-in/", {"login": person.email, "password": PASSWORD})
    assert (browser.path, answer.status_code) == ("/switched-off/", 200)
    assert acts_about(person)[-1] == "person_disabled"
    with identity_work():
        assert not Session.objects.filter(person=person).exists()


def test_a_request_under_way_does_not_bring_an_ended_session_back(world: World) -> None:
    """The session is changed by a request that began before it was ended, and saved after."""
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
    client = world.client(person, world.alder)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value

    def view(request: HttpRequest) -> HttpResponse:
        request.session["changed"] = True
        disable(person, by=SYSTEM, now=timezone.now())
        return HttpResponse("done")

    request = RequestFactory(headers={"host": host_of(world.alder)}).get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key
    request.place = place_of(host_of(world.alder))
    response = IdentityMiddleware(view)(request)
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    with identity_work():
        assert not Session.objects.filter(session_key=key).exists()


def test_ending_one_of_two_memberships_leaves_the_other(world: World) -> None:
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
    asha = invited(world, person.email, Role.TRUST_LEADER, world.northfield)
    browser = Browser()
    browser.sign_in(person)
    school, trust = host_of(world.alder), host_of(world.northfield)
    for host in (school, trust):
        browser.get(f"//{host}/")
        assert browser.host == host
    with identity_work():
        membership = Membership.objects.select_related("person", "school").get(person=person, school=world.alder)
    end_membership(membership, by=SYSTEM, now=timezone.now(), on=timezone.localdate())
    assert browser.get(f"//{school}/", follow=False).status_code == 404
    assert browser.get(f"//{trust}/", follow=False)["Location"] == "/compare/"
    end_membership(asha.membership, by=SYSTEM, now=timezone.now(), on=timezone.localdate())
    for host in (trust, ID):
        browser.get(f"//{host}/")
        assert (browser.host, browser.path) == (ID, "/sign-in/")
    ended = [line["details"]["role"] for line in lines("act = 'membership_ended'")]
    assert ended[-2:] == ["attendance_officer", "trust_leader"]


def test_an_ended_membership_is_answerable_for_its_days() -> None:
    person = newcomer(None, None)
    now = dt.datetime(2026, 10, 14, 22, 30, tzinfo=dt.UTC)  # half past eleven at night in London
    with identity_work():
        membership = Membership.objects.create(person=person, role=Role.PLATFORM_OPERATOR, starts_on=SINCE)
    end_membership(membership, by=SYSTEM, now=now, on=dt.date(2026, 10, 14))
    with identity_work():
        days = [dt.date(2026, 10, day) for day in (13, 14, 15)]
        held = [Membership.objects.filter(held_on(day), person=person).exists() for day in days]
    assert held == [True, False, False]


def test_ending_it_twice_writes_one_line(world: World) -> None:
    asha = invited(world, "ended@alder.example")
    for _ in range(2):
        end_membership(asha.membership, by=SYSTEM, now=timezone.now(), on=TODAY)
    assert len(lines("act = 'membership_ended' AND about_id = %s", str(asha.person.pk))) == 1


def test_a_membership_that_starts_tomorrow_opens_nothing_today(world: World) -> None:
    person = newcomer(Role.CLASS_TEACHER, world.alder)
    with identity_work():
        # Not the day the tests began: a run that midnight cuts would have today for tomorrow.
        Membership.objects.filter(person=person).update(starts_on=timezone.localdate() + dt.timedelta(days=1))
    client = Client(headers={"host": host_of(world.alder)})
    client.cookies = world.client(person, world.alder).cookies
    assert client.get("/").status_code == 404
