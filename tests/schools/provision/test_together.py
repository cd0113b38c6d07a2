"""A class on a trip: placed in one act, confirmed by one answer of its leader for each session."""

from typing import Any

from foundation.access.roles import Role
from schools.provision.models import Provider, ProvisionPlacement
from tenants.trusts.scopes import school_work
from tests.schools.provision.elsewhere import Elsewhere
from tests.schools.registers.taking import THURSDAY

TOGETHER = "/provision/together/"


def trip(away: Elsewhere, **changed: Any) -> dict[str, Any]:
    """What an officer types to take 9B on Thursday's trip."""
    museum = away.another("Dock Museum", "", kind="trip")
    return {
        "who": "9B",
        "provider": str(museum.pk),
        "code": "V",
        "starts_on": THURSDAY.isoformat(),
        "ends_on": THURSDAY.isoformat(),
        "slots": [str(slot) for slot in range(1, 11)],
        "purpose": "The docks, for history",
    } | changed


def came(away: Elsewhere, session: int = 1) -> str:
    """Where the leader's answer is taken down."""
    with school_work(away.taking.school):
        key = Provider.objects.get(kind="trip").pk
    return f"/provision/providers/{key}/came/{THURSDAY}/{session}/"


def shown(away: Elsewhere) -> str:
    with school_work(away.taking.school):
        keys = ProvisionPlacement.objects.filter(code="V").values_list("pk", flat=True)
        return " ".join(str(key) for key in keys)


def key_of(away: Elsewhere, pupil: int) -> str:
    with school_work(away.taking.school):
        return str(ProvisionPlacement.objects.get(code="V", pupil=away.taking.pupils[pupil]).pk)


def test_a_class_is_placed_in_one_act_and_confirmed_by_one_answer_for_each_session(away: Elsewhere) -> None:
    number = len(away.taking.pupils)
    said = away.officer().post(TOGETHER, trip(away), follow=True).content.decode()
    assert f"{number} pupils placed: the registers have it planned." in said
    with school_work(away.taking.school):
        assert set(ProvisionPlacement.objects.values_list("code", "slots__len")) == {("V", 2)}, "that Thursday's alone"
    away.at(9, 0)
    page = away.officer().get("/provision/").content.decode()
    assert ("Dock Museum, 19 November 2026 AM" in page, f"{number} pupils not confirmed" in page) == (True, True)
    address = came(away)
    assert address in page
    assert away.code() is None, "nothing is entered before the leader's word"
    answer = {"missing": [key_of(away, 1)], "came": number - 1, "said_by": "Mr Okoro", "shown": shown(away)}
    done = away.officer().post(address, answer, follow=True).content.decode()
    assert f"Confirmed: {number - 1} in the register. 1 pupil did not come" in done
    assert [away.code(pupil) for pupil in range(number)] == ["V", None, *["V"] * (number - 2)]
    assert {one.words for one in away.words()} == {"Counted by Mr Okoro"}
    assert away.officer().post(address, answer).status_code == 422, "once"
    early = away.officer().post(came(away, 2), answer | {"missing": [], "came": number})
    assert (early.status_code, away.code(session=2)) == (422, None)


def test_nobody_is_present_because_a_box_was_passed_over(away: Elsewhere) -> None:
    number = len(away.taking.pupils)
    assert away.officer().post(TOGETHER, trip(away)).status_code == 302
    away.at(9, 0)
    answer = {"came": number - 1, "said_by": "Mr Okoro", "shown": shown(away)}
    wrong = away.officer().post(came(away), answer)
    assert (wrong.status_code, "Ask them again." in wrong.content.decode()) == (422, True)
    some = " ".join(shown(away).split()[1:])
    fewer = away.officer().post(came(away), answer | {"shown": some})
    assert (fewer.status_code, "not those you were shown" in fewer.content.decode()) == (422, True)
    assert (away.words(), away.code()) == ([], None)


def test_all_are_placed_or_none_and_each_who_cannot_be_is_named(away: Elsewhere) -> None:
    away.place(2)
    typed = trip(away)
    refused = away.officer().post(TOGETHER, typed)
    words = f"{away.name(2)}: The pupil is placed at Harbour Workshop in some of these sessions."
    assert (refused.status_code, words in refused.content.decode()) == (422, True)
    with school_work(away.taking.school):
        assert ProvisionPlacement.objects.count() == 1
    nobody = away.officer().post(TOGETHER, typed | {"who": "9Q"}).content.decode()
    assert "Line 1, “9Q”: no group, year or pupil on roll is called so." in nobody
    never = {"slots": ["1"], "who": away.name(0)}
    assert "None of these falls on the days given." in away.officer().post(TOGETHER, typed | never).content.decode()


def test_a_placement_on_other_days_of_the_week_stands_against_no_trip(away: Elsewhere) -> None:
    away.place(slots=(1, 2))
    assert away.officer().post(TOGETHER, trip(away)).status_code == 302


def test_who_only_sees_provision_places_nobody(away: Elsewhere) -> None:
    leader = away.taking.clients[Role.HEAD_OF_YEAR]
    assert leader.post(TOGETHER, trip(away)).status_code == 404
