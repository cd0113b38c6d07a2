"""What an authority's officer is shown of what schools shared, and what they do with it by pages."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from tenants.journal.models import AuditLine
from tenants.shares.models import Act, Share
from tenants.shares.operations.publishing import From, end
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work
from tests.tenants.sharing import NOW, PARENT, SURNAME, forget, pack, shared, ten_days
from tests.world import World


@pytest.fixture
def eastshire(world: World) -> Iterator[LocalAuthority]:
    """With nothing shared, before and after."""
    forget(world)
    yield world.eastshire
    forget(world)


@pytest.fixture
def client(world: World, eastshire: LocalAuthority) -> Client:
    return world.client(world.person(Role.LA_OFFICER, eastshire), eastshire)


def told(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.getvalue().decode()


def test_the_list_begins_with_what_is_most_overdue(world: World, client: Client, eastshire: LocalAuthority) -> None:
    today = clock.today()
    for surname, days in (("Later", 3), ("Overdue", -2), ("Today", 0)):
        due = today + dt.timedelta(days=days)
        shared(
            world.alder, eastshire, pack(world.alder, surname=surname), answer_by=due, expires_on=due + dt.timedelta(90)
        )
    said = told(client, "/shared/")
    assert said.index("Ciaran Overdue") < said.index("Ciaran Today") < said.index("Ciaran Later")
    assert "3 cases from 1 school." in said
    assert "1 is over its date and 1 is due today." in said
    assert told(client, "/shared/?state=over").count("Ciaran") == 0
    file = told(client, "/shared/cases.csv?state=received")
    assert file.splitlines()[1].startswith('"Ciaran Overdue"')
    found = client.post("/shared/find/", {"q": "ciaran överdue"})
    assert found.status_code == 302
    assert SURNAME not in told(client, found["Location"])


def test_a_long_list_comes_in_pages_and_its_file_has_all(
    world: World, client: Client, eastshire: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.shares.pages.cases.PER_PAGE", 2)
    today = clock.today()
    for number in range(5):
        due = today + dt.timedelta(days=number)
        about = pack(world.alder, surname=f"Listed{number}", parent=f"Parent of {number}")
        shared(world.alder, eastshire, about, answer_by=due, expires_on=due + dt.timedelta(90))
    first, second = told(client, "/shared/?purpose=penalty_pack"), told(client, "/shared/?purpose=penalty_pack&page=2")
    assert ("Listed1" in first, "Listed2" in first, "1 to 2 of 5" in first) == (True, False, True)
    assert ("Listed1" in second, "Parent of 3" in second, "Listed4" in second) == (False, True, False)
    assert "?page=3&amp;purpose=penalty_pack" in second
    assert "5 cases from 1 school." in second
    file = told(client, "/shared/cases.csv?purpose=penalty_pack").splitlines()
    assert [f"Parent of {number}" in line for number, line in enumerate(file[1:])] == [True] * 5


def test_a_day_without_a_session_is_empty_in_an_extract_and_a_missing_mark_is_said(
    world: World, client: Client, eastshire: LocalAuthority
) -> None:
    about = pack(world.alder)
    about.facts["extract"].append({"date": "2026-10-21", "session": "PM", "code": "", "words": "", "counted": ""})
    share = shared(world.alder, eastshire, about, expires_on=clock.today() + dt.timedelta(90))
    said = told(client, f"/shared/{share.pk}/")
    days = re.findall(r'<td data-l="\d+ Oct">(.*?)</td>', said, re.DOTALL)
    assert [" ".join(re.sub("<[^>]+>", "", day).split()) for day in days] == ["", "G –", "– no mark", "", ""]


def test_opening_a_share_leaves_one_line_in_a_quarter_of_an_hour(
    world: World, client: Client, eastshire: LocalAuthority
) -> None:
    share = shared(world.alder, eastshire, pack(world.alder), expires_on=clock.today() + dt.timedelta(90))
    for _ in range(2):
        said = told(client, f"/shared/{share.pk}/")
    assert PARENT in said
    assert "£80 in 21 days" in said
    with authority_work(eastshire):
        assert Act.objects.filter(share_id=share.pk, move="open").count() == 1


def test_what_is_not_shared_is_nowhere_and_asking_leaves_a_line(
    world: World, client: Client, eastshire: LocalAuthority
) -> None:
    share = shared(world.alder, eastshire, ten_days(world.alder), expires_on=clock.today() + dt.timedelta(90))
    theirs = shared(world.cedar, world.westmoor, pack(world.cedar), expires_on=clock.today() + dt.timedelta(90))
    nothing = told(client, "/no/such/address/", 404)
    with authority_work(eastshire):
        end(
            share.pk, From(world.alder.trust_id, world.alder.pk, ""), authority_id=eastshire.pk, purpose="ten_days",
            how="revoked", by=SYSTEM, now=NOW,
        )  # fmt: skip
    for key in (share.pk, theirs.pk, uuid.uuid4()):
        assert told(client, f"/shared/{key}/", 404) == nothing
        with authority_work(eastshire):
            assert AuditLine.objects.filter(act="share_denied", about_id=str(key)).count() == 1


@pytest.mark.parametrize(
    ("move", "typed", "says"),
    [
        ("ask", {"number": "1", "words": ""}, "Write what you ask for."),
        ("accept", {"number": "9", "words": ""}, "Version 1 has come since you looked."),
        ("accept", {"words": ""}, "does not say which version you read"),
        ("issue", {"number": "1", "on": "32 March"}, "There is no day 32"),
        ("serve", {"number": "1", "on": "today"}, "cannot be served"),
    ],
)
def test_an_answer_that_cannot_be_says_what_to_do(
    world: World, client: Client, eastshire: LocalAuthority, move: str, typed: dict[str, str], says: str
) -> None:
    share = shared(world.alder, eastshire, pack(world.alder), expires_on=clock.today() + dt.timedelta(90))
    response = client.post(f"/shared/{share.pk}/answer/{move}/", typed)
    assert response.status_code == 422
    assert says in response.getvalue().decode()
    with authority_work(eastshire):
        assert Share.objects.get(pk=share.pk).state == "received"


@pytest.mark.parametrize(
    ("earlier", "move", "days", "says"),
    [
        # Before the framework of today, and so long ago that the pack would be gone at once.
        (["accept"], "issue", 6 * 366, "a year ago or more"),
        (["accept"], "issue", 365, "a year ago or more"),
        (["accept", "issue"], "withdraw", 1, "before it was issued"),
        (["accept", "issue"], "serve", 1, "before it was issued"),
    ],
)
def test_a_day_on_which_it_cannot_have_been_is_refused_beside_its_field(
    world: World, client: Client, eastshire: LocalAuthority, earlier: list[str], move: str, days: int, says: str
) -> None:
    today = clock.today()
    share = shared(world.alder, eastshire, pack(world.alder), expires_on=today + dt.timedelta(90))
    for one in earlier:
        assert client.post(f"/shared/{share.pk}/answer/{one}/", {"number": "1", "on": "today"}).status_code == 302
    with authority_work(eastshire):
        before = Share.objects.values("state", "expires_on").get(pk=share.pk)
    typed = {"number": "1", "on": (today - dt.timedelta(days)).isoformat(), "words": "x"}
    response = client.post(f"/shared/{share.pk}/answer/{move}/", typed)
    assert response.status_code == 422
    assert says in response.getvalue().decode()
    assert set(response.context["form"].errors) == {"on"}
    with authority_work(eastshire):
        assert Share.objects.values("state", "expires_on").get(pk=share.pk) == before


def test_a_search_for_signs_alone_finds_nothing(world: World, client: Client, eastshire: LocalAuthority) -> None:
    shared(world.alder, eastshire, pack(world.alder), expires_on=clock.today() + dt.timedelta(90))
    response = client.post("/shared/find/", {"q": "\N{COMBINING DIAERESIS}"})
    assert response.status_code == 200
    assert SURNAME not in response.getvalue().decode()


def test_two_parents_have_different_outcomes(world: World, client: Client, eastshire: LocalAuthority) -> None:
    last = clock.today() + dt.timedelta(90)
    one = shared(world.alder, eastshire, pack(world.alder), expires_on=last)
    two = shared(world.alder, eastshire, pack(world.alder, parent="Conor Boyle"), expires_on=last)
    for share in (one, two):
        assert client.post(f"/shared/{share.pk}/answer/accept/", {"number": "1"}).status_code == 302
    assert client.post(f"/shared/{one.pk}/answer/issue/", {"number": "1", "on": "today"}).status_code == 302
    assert client.post(f"/shared/{two.pk}/answer/refuse/", {"number": "1", "words": "No case."}).status_code == 302
    said = told(client, "/notices/")
    assert PARENT in said
    assert "Conor Boyle" not in said
    assert "on this pack" in told(client, f"/shared/{one.pk}/")
