"""Letters as a timeline tells them."""

from collections.abc import Iterable

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.permissions import Permission
from foundation.clock import local
from schools.letters.pages.words import letter_label, state_tag
from schools.letters.queries.letters import letters_for
from schools.letters.rules.states import GONE
from schools.roll.pages.timelines import Asked, Happened


def letters_gone(asked: Asked) -> Iterable[Happened]:
    """Letters about a pupil that have left the school, or may have, of the kinds that the reader may see."""
    if not may(asked.member, Permission.WRITE_LETTERS):
        return []
    return [
        Happened(
            one.dated or local(one.state_at).date(),
            f"Letter “{letter_label(one)}” {state_tag(one).word.lower()}",
            one.approved_by,
            address=reverse("letter", args=[one.pk]),
            at=one.state_at,
        )
        for one in letters_for(asked.member).filter(pupil=asked.pupil, state__in=GONE)
    ]
