"""An address is asked for by its name, past every import contract: names of rooms above are listed here, with a reason.

The layers are those of the import contracts in pyproject.toml. A name is looked for in templates (`{% url %}`) and, in
Python, where one is asked for or passed on (`ASKED_FOR`, `HANDED_ON`); one with an underscore wherever it is written.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.layout.tree import ROOT, SOURCES, named, product

#: What asks for an address by name, or takes a name to ask by, and which of its arguments that is.
ASKED_FOR = {
    "reverse": 0,
    "reverse_lazy": 0,
    "redirect": 0,
    "resolve_url": 0,
    "offer_search": 1,
    "offer_notices": 1,
    "addresses": 0,
}
HANDED_ON = {"url_name", "back"}
#: Names that a room uses of rooms above or beside it, and why each may.
UPWARD = {
    ("foundation", "home"): "every host that opens a place has its first page under this name",
    ("foundation", "account_login"): "allauth's name: it looks it up itself, and our templates stand in for its own",
    ("foundation", "account_logout"): "allauth's, as above",
    ("foundation", "account_reset_password"): "allauth's, as above",
    ("foundation", "mfa_index"): "allauth's, as above",
    ("foundation", "mfa_download_recovery_codes"): "allauth's, as above",
    ("foundation", "mfa_generate_recovery_codes"): "allauth's, as above",
    ("foundation", "sign_out"): "in the top line of every place; left out on a host that has none",
    ("foundation", "your_sign_in"): "in the top line of every place; left out on a host that has none",
    ("foundation", "demo_sign_ins"): "the sign-in page of the demo says where its people are; left out elsewhere",
    ("tenants.journal", "signed_out"): "the name of an act in the journal, and no address",
    ("tenants.journal", "share_take"): "an act in the journal, as above",
    ("tenants.journal", "share_hand_on"): "an act in the journal, as above",
    ("tenants.journal", "share_message"): "an act in the journal, as above",
    ("tenants.journal", "share_remind"): "an act in the journal, as above",
    ("tenants.journal", "share_action"): "an act in the journal, as above",
    ("schools.bundles", "mark_history"): "a mark that is lacking leads to where it is mended",
    ("schools.sharing", "pupil"): "what a share is of: its pupil’s page, where it is of no case",
    ("schools.meetings", "pupil"): "as cases: each line leads to the pupil’s page",
    ("schools.letters", "stage_letters"): "the page of texts leads to those that are the policy’s",
    ("schools.staff", "related_staff"): "the staff list leads to who of it is related to which household",
    ("schools.whatif", "pupil"): "as cases: whom a trial adds or takes out opens as a pupil",
    ("tenants.policies", "trust_examples"): "the policy leads to how it decides, which the engine's rules above say",
    ("tenants.policies", "trust_try"): "the draft leads to where its schools try it",
    ("schools.policy", "policy_try"): "the policy and the draft lead to where it is tried",
    ("schools.missing", "pupil"): "as cases: a child away without a case opens as a pupil",
    ("schools.improvement", "pupil"): "what the register lacks for a notice is mended from the pupil’s page",
    ("schools.cases", "pupil"): "a case leads to the pupil’s page",
    ("schools.cases", "case_attend"): "beside the barriers, a case leads to its local form",
    ("schools.cases", "decisions"): "the list of cases leads to the decisions that wait",
    ("schools.absence", "pupil"): "a call sheet leads to the pupil's page",
    ("schools.moved", "pupil"): "what came of a pupil is confirmed, and leads back to the pupil",
    ("schools.moved", "pupils"): "the crumb of that page is the list of pupils",
    ("schools.provision", "pupil"): "as the desk: a placement leads to the pupil",
    ("schools.absence", "today_late"): "the page of messages says where what did not go in time is ticked off",
    ("schools.absence", "today"): "the crumb of every call sheet is Today",
    ("schools.pupils", "near"): "the list of pupils leads to its worklist",
    ("schools.pupils", "why_near"): "where a pupil stands is explained as on the worklist",
    ("schools.registers", "sweeps"): "the page of registers leads to what is looked for in them",
    ("schools.registers", "today"): "what was chased stands on Today",
    ("schools.desk", "pupil"): "who is out opens as a pupil for those who are not at the desk",
    ("schools.registers", "pupil"): "a name in a register or a week opens the pupil",
    ("schools.registers", "group_as_at"): "a register leads to how it stood at a moment",
    ("schools.returns", "today"): "the crumb of the page of returns is Today",
    ("schools.roll", "pupil"): "a roll record leads to the pupil's attendance",
    ("schools.roll", "pupils"): "the crumb of every page about pupils is their list",
}
#: Where the name is not written: the room and what stands there, and where its names are written instead.
ELSEWHERE = {
    (
        "foundation",
        "url_name",
    ): "as `url_name` of rail items; given to `offer_search` and `offer_notices`",
    ("schools.pupils", "name"): "given to `addresses`",
    ("schools.roll", "back"): "given as `back`",
    ("schools.roll", "end"): "`tutor_end` or `lead_end`, seen wherever they are written",
    ("tenants.memberships", "step"): "an address, not a name",
}

NAMED_URL = re.compile(r"""{%-?\s*url\s+(?:(['"])(?P<name>[^'"]+)\1|(?P<variable>[^\s'"]+))""")


def room(path: Path) -> str:
    """`schools.roll` of a file in it; foundation and the top are one room each."""
    top, inner = path.relative_to(ROOT).as_posix().removeprefix("platform/").split("/")[:2]
    return f"{top}.{inner}" if top in layers() else top


@cache
def layers() -> dict[str, dict[str, int]]:
    """How deep a module lies: in the whole house (""), and in each package whose rooms a contract puts in order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    ordered = [contract for contract in settings["contracts"] if contract["type"] == "layers"]
    found = {}
    for contract in ordered:
        containers = contract.get("containers", [""])
        if set(containers) <= {"", *settings["root_packages"]}:
            steps = enumerate(contract["layers"])
            depth = {part: number for number, layer in steps for part in re.findall(r"\w+", layer)}
            found |= dict.fromkeys(containers, depth)
    return found


def is_above(other: str, own: str) -> bool:
    """Whether one room stands above another, or beside it, where an import is refused too."""
    (top, _, inner), (own_top, _, own_inner) = other.partition("."), own.partition(".")
    if top != own_top:
        return layers()[""][top] <= layers()[""][own_top]
    return inner != own_inner and layers()[top][inner] <= layers()[top][own_inner]


@cache
def declared() -> dict[str, set[str]]:
    """Every name in a `path()` of ours, and the rooms that declare it."""
    found = defaultdict(set)
    for path in product():
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.value for each in call.keywords if each.arg == "name"]
            if called(call) in ("path", "re_path") and names and isinstance(names[0], ast.Constant):
                found[names[0].value].add(room(path))
    return dict(found)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def asked_in_python(source: str) -> Iterator[ast.expr]:
    """What stands where a name is asked for or handed on, and names that can be nothing else."""
    tree = ast.parse(source)
    for call in calls(tree):
        place = ASKED_FOR.get(called(call))
        if place is not None and len(call.args) > place:
            yield call.args[place]
        yield from (each.value for each in call.keywords if each.arg in HANDED_ON)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and "_" in str(node.value) and node.value in declared():
            yield node


@cache
def asked() -> list[tuple[str, str, bool, str]]:
    """Room, what it asks for, whether that is a name or what stands for one, and where."""
    found = []
    for path in product():
        for node in asked_in_python(path.read_text(encoding="utf-8")):
            if isinstance(node, ast.Constant):
                found.append((room(path), node.value, True, f"{named(path)}:{node.lineno}"))
            elif not isinstance(node, ast.Call):  # redirect(reverse(...)) asks within
                variable = node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
                found.append((room(path), variable, False, f"{named(path)}:{node.lineno}"))
    for path in templates():
        for one in NAMED_URL.finditer(path.read_text(encoding="utf-8")):
            found.append((room(path), one["name"] or one["variable"], bool(one["name"]), named(path)))
    return found


def templates() -> Iterator[Path]:
    for folder in SOURCES:
        yield from sorted((ROOT / folder).glob("**/templates/**/*.*"))


def test_the_layers_are_read():
    assert is_above("rollcall", "schools.roll")
    assert is_above("schools.registers", "schools.roll")
    assert not is_above("schools.roll", "schools.registers")
    assert is_above("schools.staff", "schools.calendar"), "rooms beside one another"
    assert not is_above("foundation", "tenants.memberships")
    assert not is_above("schools.roll", "schools.roll")


def test_every_name_is_declared_by_a_room_of_ours():
    assert {"home", "pupil", "compare", "account_login"} <= set(declared())
    assert not [(name, where) for _room, name, is_name, where in asked() if is_name and name not in declared()]


def test_names_of_rooms_above_are_those_listed():
    used = defaultdict(list)
    for own, name, is_name, where in asked():
        if is_name and name in declared() and all(is_above(other, own) for other in declared()[name]):
            used[own, name].append(where)
    assert not {key: places for key, places in used.items() if key not in UPWARD}, "asked for upwards and not listed"
    assert not set(UPWARD) - set(used), "listed and asked for no more"


def test_names_that_are_not_written_where_they_are_asked_for_are_listed_too():
    used = {(own, name): where for own, name, is_name, where in asked() if not is_name}
    assert not {key: where for key, where in used.items() if key not in ELSEWHERE}, "a variable asked for, not listed"
    assert not set(ELSEWHERE) - set(used), "listed and asked for no more"


def test_each_way_of_asking_is_seen():
    source = """
redirect("home"), urls.reverse(name), found.reverse(), Item(url_name="week"), offer_search("school", "search", SEE)
context = {"way": "pupil_contacts"}
"""
    seen = {ast.unparse(node) for node in asked_in_python(source)}
    assert seen == {"'home'", "name", "'week'", "'search'", "'pupil_contacts'"}
    found = NAMED_URL.finditer("{% url 'a' 1 %}{%url back x as y%}")
    assert [one["name"] or one["variable"] for one in found] == ["a", "back"]
