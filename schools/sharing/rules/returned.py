"""Which returns are shared for which purpose, under which key, and how their fields become facts of a share.

A suspension has no purpose: its notice goes as its file. What is typed for the safeguarding lead alone (a social worker’s
name, risks) is in no fact here; it would be a share of its own.
"""

import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from foundation.ui.numbers import counted
from schools.returns.rules.attendance import Ground
from schools.returns.rules.fields import FIELDS, Values
from schools.returns.rules.kinds import Kind
from tenants.shares.rules.purposes import Purpose

#: Purposes of which the return itself is the source; of others it is what the return is about.
OWN: Final = MappingProxyType(
    {Kind.NEW_PUPIL: Purpose.NEW_PUPIL, Kind.DELETION: Purpose.LEAVER, Kind.SICKNESS: Purpose.SICKNESS}
)
#: Returns that another room queued: their purpose, and how `Return.about` begins before the key of that room's row.
QUEUED: Final = MappingProxyType(
    {
        Kind.PART_TIME: (Purpose.PART_TIME, "part_time:"),
        Kind.CME: (Purpose.MISSING, "case:"),
        Kind.EHE: (Purpose.HOME_EDUCATION, "case:"),
    }
)
#: Fields that every share has already, or that name nobody.
_IN_CORE: Final = ("laestab", "school", "upn", "surname", "forename", "birth", "home_authority")


def purpose_of(kind: Kind, facts: Mapping[str, Any]) -> Purpose | None:
    """For what a return of that kind, found with these facts, is shared; None for one that goes as its file."""
    if kind is Kind.ATTENDANCE:
        return Purpose.TEN_DAYS if Ground.TEN_DAYS in facts.get("grounds", ()) else Purpose.IRREGULAR
    return QUEUED[kind][0] if kind in QUEUED else OWN.get(kind)


def source_of(kind: Kind, key: uuid.UUID, about: str) -> uuid.UUID:
    """Under which key it is shared: the return's, or that of the plan or the case which it is about."""
    if kind not in QUEUED:
        return key
    return uuid.UUID(about.removeprefix(QUEUED[kind][1]))


def about_of(purpose: Purpose, source: uuid.UUID) -> tuple[Kind, str] | None:
    """The kind and the `about` of the return of a share, where the source is no return."""
    for kind, (mine, begins) in QUEUED.items():
        if mine is purpose:
            return kind, f"{begins}{source}"
    return None


def register_rows(kind: Kind, values: Values, *, but: Sequence[str] = ()) -> list[dict[str, str]]:
    """What the admission register holds, as the return has it: in the return's order, without what the share says elsewhere.

    It names every known parent with address, because the Regulations have the return hold what the register does.
    """
    return [
        {"what": one.label, "words": values[one.key]}
        for one in FIELDS[kind]
        if values.get(one.key) and not one.restricted and one.key not in (*_IN_CORE, *but)
    ]


def ground_words(values: Values) -> str:
    """ "9(1)(i): not returned, and not found"; empty while there is no ground."""
    ground, words = values.get("ground", ""), values.get("ground_words", "")
    if not ground:
        return ""
    return f"{ground if '(' in ground else f'9(1)({ground})'}: {words}".removesuffix(": ")


def acknowledged_words(done: int, of: int) -> str:
    """What a file says of the authority’s answer: of its returns, each is acknowledged by itself."""
    returns = counted(of, "return")
    return f"Acknowledged in Rollcall: {'its return' if of == 1 else f'{done} of {returns}'}."
