"""A draft that changes an outcome says of which examples, before it can be approved."""

from schools.policy.rules.examples import packaged
from schools.policy.rules.trying import NOT_ASKED, changed, judged
from tenants.policies.rules.default import default_policy
from tests.rules.engine.test_simulating import with_first_stage_at

LIVE = default_policy()


def test_the_live_policy_changes_nothing() -> None:
    assert judged(LIVE, LIVE) == []
    assert judged(LIVE, LIVE.model_copy(update={"version": 2, "title": "Another name"})) == []


def test_six_in_the_place_of_five_names_the_children_it_leaves_alone() -> None:
    found = {one.what: one for one in judged(LIVE, with_first_stage_at(6).document)}
    assert 1 <= len(found) < len(packaged()) / 2
    one = next(
        one for name, one in found.items() if name.startswith("Reception, five in November: asked of in January")
    )
    assert one.was != one.now
    assert "Listen and understand" in one.was


def test_a_draft_without_a_stage_says_so_of_each_child_who_is_at_it() -> None:
    stages = tuple(stage for stage in LIVE.stages if stage.place < 3)
    draft = LIVE.model_copy(update={"stages": stages})
    said = {one.now for one in judged(LIVE, draft)}
    assert NOT_ASKED in said


def test_an_example_of_a_policy_of_its_own_says_nothing_of_a_draft() -> None:
    of_its_own = {one.name for one in packaged() if one.policy}
    assert of_its_own
    assert not of_its_own & {one.what for one in judged(LIVE, with_first_stage_at(6).document)}
    assert changed([one for one in packaged() if one.policy], LIVE, with_first_stage_at(6).document) == []
