"""`rollcall gateway`: who carries a school's messages, set without a secret in the command or in what it says."""

import io
from collections.abc import Iterator

import pytest

from rollcall.__main__ import main
from rollcall.servers.stand_ins import Fault, TwilioServer
from schools.absence.models import Gateway
from schools.absence.queries.gateways import carrier_of
from schools.journal.models import Link
from tenants.trusts.models import School
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import school_work
from tests.world import World


@pytest.fixture(scope="module")
def school(world: World) -> School:
    return world.another_school()


@pytest.fixture(scope="module")
def server() -> Iterator[TwilioServer]:
    with TwilioServer() as stand_in:
        yield stand_in


def setting(school: School, server: TwilioServer, *more: str) -> int:
    pairs = (f"account={server.account}", f"sender={server.number}", f"address={server.address}", *more)
    words = [word for pair in pairs for word in ("--setting", pair)]
    return main(["gateway", school.slug, "--channel", "text", "--kind", "twilio", *words])


def test_secrets_come_by_the_input_and_are_never_said(
    school: School, server: TwilioServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{server.token}\n"))
    assert setting(school, server) == 0
    said = capsys.readouterr().out
    assert address(host_of(school), "/by/") in said
    assert said.rstrip().endswith("/carrier/")
    assert main(["gateway", school.slug, "--show"]) == 0
    shown = capsys.readouterr().out
    assert f"twilio carries texts (account {server.account}" in shown
    assert server.token not in said + shown
    with school_work(school):
        kept = [repr(row) for row in (*Gateway.objects.values_list(), *Link.objects.values_list())]
    assert kept
    assert not [row for row in kept if server.token in row or said.split("/by/")[1].split("/")[0] in row]


def test_or_by_the_environment_and_then_it_can_be_tried(
    school: School, server: TwilioServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROLLCALL_GATEWAY_TOKEN", server.token)
    assert setting(school, server) == 0
    test = ["gateway", school.slug, "--channel", "text", "--test", "+447700900123"]
    assert main(test) == 0
    assert "twilio: handed over." in capsys.readouterr().out
    server.strike(Fault.CUT_AFTER)
    assert main(test) == 1
    assert "twilio: may have been sent." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["token=0"], "token is a secret: leave it out of the command"),
        (["account=x"], "An account of Twilio is AC and 32 digits"),
        (["colour=red"], "colour: twilio has no such setting"),
        (["x"], "--setting takes NAME=VALUE"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    school: School,
    server: TwilioServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    words: str,
) -> None:
    monkeypatch.setenv("ROLLCALL_GATEWAY_TOKEN", server.token)
    with school_work(school):
        before = list(Gateway.objects.values_list())
    assert setting(school, server, *more) == 1
    assert words in capsys.readouterr().err
    with school_work(school):
        assert list(Gateway.objects.values_list()) == before


def test_removed_nobody_carries_it_and_the_address_opens_nothing(
    school: School, server: TwilioServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROLLCALL_GATEWAY_TOKEN", server.token)
    assert setting(school, server) == 0
    remove = ["gateway", school.slug, "--channel", "text", "--remove"]
    assert (main(remove), main(remove)) == (0, 0)
    assert main(["gateway", school.slug, "--channel", "text", "--test", "+447700900123"]) == 1
    assert "Nobody is set to carry the school’s texts." in capsys.readouterr().err
    with school_work(school):
        assert not Link.objects.filter(closed_at=None).exists()


def test_an_old_key_is_told_to_be_set_again(
    school: School, server: TwilioServer, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.setenv("ROLLCALL_GATEWAY_TOKEN", server.token)
    assert setting(school, server) == 0
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    with school_work(school), pytest.raises(Exception, match="It has to be set again"):
        carrier_of("text")


def test_a_school_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gateway", "nowhere", "--show"]) == 1
    assert "no school has the address nowhere" in capsys.readouterr().err
