"""What contradicts itself in a policy document that reads well: looked for across its lines, and told all at once.

None of it is law. A document with a fault would decide two things of one pupil, or leave one nowhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from foundation.documents.merging import LONGEST_HEADING, LONGEST_TEXT, clean, faults_of
from foundation.refusals import Fault, Malformed
from tenants.policies.rules.document import CLOSE, Policy, Stage
from tenants.policies.rules.letter_fields import NAMES
from tenants.policies.rules.overlaps import overlaps


def faults_in(policy: Policy) -> list[Fault]:
    """Everything that stands against the document by itself; `field` is the path of the line."""
    return [*_keys(policy), *_places(policy), *_ways(policy), *_letters(policy), *overlaps(policy)]


def missing_stages(policy: Policy, earlier: Iterable[Stage]) -> list[Fault]:
    """Stages of earlier versions that are neither in this one nor replaced: those who are at one would be nowhere."""
    known = {stage.key for stage in policy.stages} | {gone.stage for gone in policy.replaced}
    gone = {stage.key: stage.name for stage in earlier if stage.key not in known}
    return [
        Fault(
            f"The stage “{name}” is in use and no longer there: pupils may be at it.",
            "stage_in_use",
            "replaced",
            remedy=f"Keep it, or name the stage that replaces it: stage = “{key}”, by = “…”.",
        )
        for key, name in gone.items()
    ]


def _keys(policy: Policy) -> Iterator[Fault]:
    """A key names one thing, or a path would lead to two."""
    named = {"stages": [stage.key for stage in policy.stages], "letters": [letter.key for letter in policy.letters]}
    named["replaced"] = [gone.stage for gone in policy.replaced]
    for stage in policy.stages:
        for part in ("criteria", "exits", "actions"):
            named[f"stages.{stage.key}.{part}"] = [one.key for one in getattr(stage, part)]
        for part, ways in (("criteria", stage.criteria), ("exits", stage.exits)):
            for way in ways:
                named[f"stages.{stage.key}.{part}.{way.key}"] = [str(one.measure) for one in way.all]
    for path, keys in named.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield Fault(
                    f"“{key}” stands here {count} times.", "same_key", f"{path}.{key}", remedy="Name each once."
                )


def _places(policy: Policy) -> Iterator[Fault]:
    places = [stage.place for stage in policy.in_order]
    if places != list(range(len(places))):
        said = ", ".join(map(str, places))
        yield Fault(
            f"The stages have the places {said}: there is a gap, or a place is taken twice.",
            "place_gap", "stages", remedy="Number them 0, 1, 2 and so on.",
        )  # fmt: skip
    for name, count in Counter(" ".join(stage.name.casefold().split()) for stage in policy.stages).items():
        if count > 1:
            paths = [stage for stage in policy.stages if " ".join(stage.name.casefold().split()) == name]
            yield Fault(
                f"{count} stages are named “{paths[-1].name}”.", "same_name", f"stages.{paths[-1].key}.name",
                remedy="Give each a name of its own.",
            )  # fmt: skip
    for stage in policy.stages:
        yield from _stage(stage)


def _stage(stage: Stage) -> Iterator[Fault]:
    path = f"stages.{stage.key}"
    if not stage.actions:
        remedy = "Say what is done for a pupil who is at it, or leave the stage out."
        yield Fault(f"“{stage.name}” has no action.", "no_action", f"{path}.actions", remedy=remedy)
    if stage.place and not stage.criteria:
        remedy = "Say what opens it, or leave the stage out."
        yield Fault(f"Nothing opens “{stage.name}”.", "no_criterion", f"{path}.criteria", remedy=remedy)
    if not stage.place and stage.criteria:
        remedy = "Move the criteria to a higher stage."
        yield Fault(
            f"Everybody is at “{stage.name}”: nothing opens it.", "first_stage", f"{path}.criteria", remedy=remedy
        )


def _ways(policy: Policy) -> Iterator[Fault]:
    places = {stage.key: stage.place for stage in policy.stages}
    for stage in policy.stages:
        for way in stage.exits:
            path = f"stages.{stage.key}.exits.{way.key}.to"
            if way.to != CLOSE and way.to not in places:
                remedy = f"Write the key of a lower stage, or “{CLOSE}”."
                yield Fault(f"There is no stage “{way.to}”.", "no_such_stage", path, remedy=remedy)
            elif places.get(way.to, -1) >= stage.place:
                remedy = f"An exit leads to a lower stage, or to “{CLOSE}”; only a criterion leads up."
                yield Fault(f"This exit of “{stage.name}” does not lead down.", "exit_up", path, remedy=remedy)
    for gone in policy.replaced:
        path = f"replaced.{gone.stage}"
        if gone.stage in places:
            yield Fault("This stage is still there.", "not_gone", path, remedy="Leave the line out.")
        if gone.by not in places:
            yield Fault(
                f"There is no stage “{gone.by}”.", "no_such_stage", f"{path}.by", remedy="Name one that is there."
            )


def _letters(policy: Policy) -> Iterator[Fault]:
    known = {letter.key for letter in policy.letters}
    for stage in policy.stages:
        for part, items in (("exits", stage.exits), ("actions", stage.actions)):
            for item in items:
                path = f"stages.{stage.key}.{part}.{item.key}.letter"
                if item.letter is not None and item.letter not in known:
                    remedy = "Write it, or name one that is there." if known else "Write it."
                    yield Fault(f"There is no letter “{item.letter}”.", "no_such_letter", path, remedy=remedy)
        for action in stage.actions:
            if action.kind == "letter" and action.letter is None:
                path = f"stages.{stage.key}.actions.{action.key}.letter"
                yield Fault(
                    "This is to send a letter and names none.", "no_such_letter", path, remedy="Name the letter."
                )
    for letter in policy.letters:
        yield from text_faults(letter.subject, f"letters.{letter.key}.subject")
        yield from text_faults(letter.body, f"letters.{letter.key}.body")


def text_faults(text: str, path: str) -> list[Fault]:
    """What is wrong with the English of a letter: a field nobody knows, a brace alone, a character no letter can hold."""
    heading = path.endswith(".subject")
    try:
        clean(text, field=path, longest=LONGEST_HEADING if heading else LONGEST_TEXT)
    except Malformed as malformed:
        return list(malformed.faults)
    if heading and "\n" in text:
        return [Fault("A subject is one line.", "lines", path, remedy="Write it on one line.")]
    # The words name the line of the text; `row` is the line of a file, which nobody knows here.
    return [replace(fault, row=None) for fault in faults_of(text, NAMES, field=path)]
