"""The ways the demo's cases go: what is done so many school days after each stage was agreed.

The stage itself is never set here: the engine proposes it from the marks that are there and from what was done.
"""

from collections.abc import Mapping
from typing import Final

from rollcall.demo.trust.case_letters import about_to_be_sent, write
from rollcall.demo.trust.case_steps import (
    Step,
    after_notice,
    agencies,
    agree,
    answered,
    ask,
    barriers,
    better,
    consider,
    kept_by_the_lead,
    leave_to_wait,
    meet,
    meeting_to_come,
    no_better,
    no_meeting,
    no_plan,
    note,
    offer,
    put_right,
    refused,
    review,
    shut,
    take_up_again,
    taken,
    talk,
)

#: Steps by the stage that was agreed, each with the school days after that day.
Path = Mapping[str, tuple[tuple[int, Step], ...]]

_NOTICED: Final = write("we_noticed")
_INVITED: Final = write("invitation")
_PROMPT: Final = (
    (1, _NOTICED),
    (2, talk),
    (3, barriers),
    (4, offer),
    (6, taken),
    (7, ask),
    (9, answered),
    (18, review),
)
_LATE: Final = ((2, _NOTICED), (6, talk), (8, note), (12, barriers), (13, offer), (15, refused), (17, ask))
_STEADY: Final = ((1, _NOTICED), (3, talk), (5, barriers), (6, offer), (8, taken), (19, review))

PATHS: Final[Mapping[str, Path]] = {
    # Everything was tried, and reviewed twice without improvement.
    "stuck": {
        "listen": _PROMPT,
        "support": (
            (1, _INVITED), (3, meet), (4, agree), (5, agencies), (6, kept_by_the_lead), (9, no_better),
        ),
        "improve": ((1, write("notice")), (9, after_notice)),
        "authority": ((3, consider), (4, write("what_happens_now"))),
    },
    # The family wants none of it.
    "refusing": {
        "listen": ((1, _NOTICED), (3, talk), (4, barriers), (4, offer), (6, refused)),
        "support": ((1, _INVITED), (5, no_meeting), (7, no_plan)),
        "improve": ((2, write("notice")),),
    },
    # A plan, and it helps.
    "helped": {
        "listen": _PROMPT,
        "support": ((5, meet), (7, agree), (10, agencies), (16, better)),
    },
    # Formal support has begun; its meeting is to come.
    "meeting": {
        "listen": _STEADY,
        "support": ((2, meeting_to_come), (3, _INVITED), (4, about_to_be_sent)),
    },
    # Listening, with tasks done on time, or late.
    "prompt": {"listen": _PROMPT},
    "late": {"listen": _LATE},
    "steady": {"listen": _STEADY},
    "waiting": {"listen": ((2, talk), (3, barriers), (4, offer), (6, refused), (8, leave_to_wait))},
    # Over, and over but not for long.
    "over": {"listen": (*_PROMPT, (14, shut))},
    "again": {"listen": (*_PROMPT, (12, shut), (18, take_up_again))},
    # The marks turn out to be wrong, when a letter about them has left already.
    "wrong": {"listen": ((1, _NOTICED), (3, talk), (4, barriers), (8, put_right))},
}  # fmt: skip
#: What is done at a stage of which a path says nothing: a holiday leads straight to the last one.
OTHERWISE: Final[Path] = {
    "improve": ((2, write("notice")),),
    "authority": ((3, consider),),
}
#: Those on whose path formal support, and what is above it, is agreed; of others such a proposal waits.
RISE: Final = frozenset({"stuck", "refusing", "helped", "meeting"})
