"""How a share is named wherever it stands: its address, its state, and how far the authority has come with it."""

import datetime as dt
import uuid

from django.urls import reverse

from foundation.clock import local
from foundation.ui.numbers import middle_date, short_date
from schools.roll.pages.today_lists import Tag
from schools.sharing.models import Share
from schools.sharing.rules.states import AGREED, DRAFT, OUT, PUBLISHED, SHARE
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import ASKED, THINGS, UNANSWERED

_TAGS = {DRAFT: "amending", AGREED: "requested", PUBLISHED: "sent"}
#: What an officer does besides the moves of a share's table.
_BESIDE = {
    "open": "opened it",
    "download": "downloaded a file",
    "take": "took it on",
    "hand_on": "handed it on",
    "message": "wrote",
    "remind": "reminds",
    "action": "recorded an action",
}


def share_address(share: uuid.UUID) -> str:
    """Where a share is."""
    return reverse("authority_share", args=[share])


def preview_address(share: uuid.UUID) -> str:
    """Where it is read as the officer will see it."""
    return reverse("authority_share_preview", args=[share])


def agree_address(share: uuid.UUID) -> str:
    """Where it is read so and agreed to."""
    return reverse("authority_share_agree", args=[share])


def what_words(row: Share) -> str:
    """What is shared, and about which parent where it is about one."""
    words = Purpose(row.purpose).words
    return f"{words}, {row.contact.name}" if row.contact is not None else words


def state_tag(row: Share) -> Tag:
    """How a share stands at the school; what ended is with the authority until the worker has taken it from there."""
    on_its_way = row.number and not row.carried
    more = "on its way back" if on_its_way and row.state not in (*OUT, DRAFT) else ""
    return Tag(_TAGS.get(row.state, "off"), SHARE.words(row.state), more)


def answer_tag(row: Share, answer_by: dt.date | None, today: dt.date) -> Tag | None:
    """How far the authority has come, and by when it is to answer while it has not.

    None before it was shared, and of what ended unanswered: nothing is waited for any more.
    """
    if not row.answer or (row.state not in OUT and row.answer in UNANSWERED):
        return None
    words = THINGS[Purpose(row.purpose).listed.moves].words(row.answer)
    if row.state not in OUT:
        return Tag("off", words)
    if row.answer in UNANSWERED and answer_by is not None:
        late = answer_by < today
        return Tag("now" if late else "requested", words, f"{'was due' if late else 'due'} {short_date(answer_by)}")
    return Tag("soon" if row.answer == ASKED else "sent", words, short_date(row.answered_on) if row.answered_on else "")


def move_words(row: Share, move: str) -> str:
    """What somebody did: by the table the share moves by, or beside it."""
    if move in _BESIDE:
        return _BESIDE[move]
    return THINGS[Purpose(row.purpose).listed.moves].move(move).words


def opened_words(row: Share) -> str:
    """How often it was opened, and when last by whom."""
    if not row.openings or row.opened_at is None:
        return "Not opened yet"
    times = "once" if row.openings == 1 else f"{row.openings} times"
    return f"Opened {times}, last on {middle_date(local(row.opened_at).date())} by {row.opened_by}"
