"""The page of examples: each is asked of what decides at the school, with the marks it writes."""

from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.functions import new_keys
from schools.policy.models import OwnExample
from schools.policy.operations.overriding import set_line
from schools.policy.operations.taking_in import take_in
from schools.policy.rules.examples import themes
from tenants.policies.rules.overriding import Line
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import FIVE, TODAY, told
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY
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


CHILD = {
    "name": "Five sessions of O since half-term",
    "clause": "stages.listen.criteria.five",
    "today": "19 November 2026",
    "calendar": "alder",
    "marks": "9 Nov OO\n10 Nov O\\\n11 Nov OO",
    "move": "up",
    "stage": "listen",
}


def test_an_example_of_the_schools_own_is_tried_added_judged_and_goes_out_and_in_as_a_file(world: World) -> None:
    school = world.another_school()
    client = signed_in(world.employ(Role.HEADTEACHER, school), host_of(school))
    with school_work(school):
        take_in([told()], heads=(), address="/policy/", now=at(9, 0))
    new, file = "/policy/examples/new/", "/policy/examples/import/"
    for typed, field, says in (
        ({"marks": "9 Nov OO\n10 Nov 9Q"}, "marks", "Line 2: “10 Nov 9Q” cannot be read as marks."),
        ({"name": "x"}, "name", "Write at least 5 characters"),
        ({"agreed": "listen"}, "since", "Say since when."),
        ({"agreed": "listen", "since": "1 November 2026", "criterion": "strange"}, "criterion", "is not opened by"),
        ({"stage": "strange"}, "stage", "Select a valid choice"),
    ):
        wrong = client.post(new, CHILD | typed)
        assert wrong.status_code == 422, typed
        assert set(wrong.context["form"].errors) == {field}
        assert says in wrong.content.decode().replace("&#x27;", "'")
    tried = client.post(new, CHILD)
    assert "it comes out as expected" in " ".join(tried.content.decode().split())
    with school_work(school):
        assert not OwnExample.objects.exists()
    assert client.post(new, CHILD | {"confirmed": "yes"}).status_code == 302
    assert CHILD["name"] in client.get("/policy/examples/").content.decode()
    with school_work(school):
        row = OwnExample.objects.get()
        line = Line(path=FIVE, value=6, reason="Agreed with heads of year")
        set_line(line, edits=0, by=Actor(new_keys(1)[0], BY.name), now=at(9, 0), today=TODAY)
    approve = " ".join(client.get("/policy/draft/approve/").content.decode().split())
    own = approve.partition("The school’s own examples")[2].partition("</table>")[0]
    assert CHILD["name"] in own
    # As a file it goes out, and in again once it is off the list; what is wrong in one is told by its line.
    out = client.get(f"/policy/examples/{row.pk}/example.toml").content
    again = client.post(file, {"file": SimpleUploadedFile("one.toml", out)})
    assert (again.status_code, "There is an example of this name." in again.content.decode()) == (422, True)
    assert client.post(f"/policy/examples/{row.pk}/remove/").status_code == 302
    bad = out.replace(b'move = "up"', b'move = "sideways"')
    refused = client.post(file, {"file": SimpleUploadedFile("one.toml", bad)}).content.decode()
    assert "expect.move: This is none of what may stand here." in refused
    assert "Line 9, " in refused
    assert client.post(file, {"file": SimpleUploadedFile("one.toml", out)}).status_code == 302
