"""Beginning a share with one of the authorities that it may go to."""

from collections.abc import Sequence

from foundation.refusals import Refused
from schools.cases.operations.acting import Act
from schools.sharing.models import Share
from schools.sharing.operations.sharing import About, prepare
from schools.sharing.rules.whom import Whom, whom_fault


def begin(about: About, *, authority: str, allowed: Sequence[Whom], act: Act) -> Share:
    """Begin a share, as `prepare` does. Refused with an authority that is neither the school's nor the home's."""
    if (fault := whom_fault(authority, authority.capitalize(), allowed)) is not None:
        raise Refused.because(fault)
    name = next(one.name for one in allowed if one.slug == authority)
    return prepare(about, authority=authority, authority_name=name, act=act)
