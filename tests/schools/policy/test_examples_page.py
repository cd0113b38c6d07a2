"""The page of examples: each is asked of what decides at the school, with the marks it writes."""

from foundation.access.roles import Role
from schools.policy.operations.taking_in import take_in
from schools.policy.rules.examples import themes
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import told
from tests.schools.registers.taking import at
from tests.world import World, host_of, signed_in


def test_each_example_of_a_theme_is_asked_of_the_policy_here(world: World) -> None:
    school = world.another_school()
    head = world.employ(Role.HEADTEACHER, school)
    client = signed_in(head, host_of(school))
    assert "No version of the trust" in client.get("/policy/examples/").content.decode()
    with school_work(school):
        take_in([told()], heads=(), address="/policy/", now=at(9, 0))
    page = client.get("/policy/examples/?theme=holidays").content.decode()
    for example in themes()["holidays"]:
        assert example.name.split("'")[0].split("&")[0] in page
    assert page.count("as expected") == len(themes()["holidays"])
    assert 'class="mk u">G' in page
    assert "0 are otherwise than expected" in page
    assert client.get("/policy/examples/?theme=none").status_code == 404
