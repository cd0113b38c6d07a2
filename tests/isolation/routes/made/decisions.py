"""A decision of long ago, which nobody answered before the facts changed."""

import datetime as dt

from foundation.london import LONDON
from schools.decisions.models import Answer, Decision
from schools.policy.rules.examples import packaged, packaged_policy, pupil_of
from schools.policy.rules.replaying import keep
from schools.roll.models import Pupil
from tests.isolation.routes.made import SINCE


def overtaken(pupil: Pupil) -> Decision:
    """The decision that the first packaged example comes to, of this pupil."""
    policy, example = packaged_policy("default"), packaged()[0]
    asked = pupil_of(example, policy, policy)
    made = asked.decide(example.today)
    at = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    row = Decision.objects.create(
        pupil=pupil,
        as_at=SINCE,
        made_at=at,
        checked_on=SINCE,
        move="up",
        stage="listen",
        was="monitor",
        text=made.text,
        kept=keep(policy, asked.facts, asked.standing, example.today),
    )
    Answer.objects.create(decision=row, state="overtaken", at=at, by_name="x", by_position="x")
    return row
