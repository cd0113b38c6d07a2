"""What pages show of files: one line each, with the state in words and what may be done."""

import uuid
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.documents.kinds import OURS
from foundation.ui.numbers import clock, middle_date
from schools.documents.models import Document
from schools.documents.queries.files import documents_of
from schools.documents.queries.owners import About, owner_of
from schools.documents.rules import REMEDIES

State = Document.State
#: The shape of each state, as `c-tag` has them. What is as it should be has none.
_TAGS = {
    State.COMING: "requested",
    State.WAITING: "requested",
    State.MISSING: "missing",
    State.UNSCANNED: "soon",
    State.REFUSED: "missing",
    State.REMOVED: "off",
}
_KIND_WORDS = {kind.code: kind.words[0].upper() + kind.words[1:] for kind in OURS}
_KILO = 1024


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as a page shows it."""

    key: uuid.UUID
    name: str
    kind_words: str
    size_words: str
    sent_words: str
    state: str
    state_words: str
    tag: str
    remedy: str
    opens: bool
    may_send_again: bool
    may_remove: bool


def line_of(row: Document, *, may_send: bool = False) -> FileLine:
    """One file; `may_send` for a reader who may send it again and remove it."""
    state = State(row.state)
    words = state.label if state != State.REFUSED else f"{state.label}, {row.found}"
    when = f"{middle_date(row.received_at)}, {clock(row.received_at)}"
    removed = f"; removed {middle_date(row.removed_at)}, {row.removed_by_name}" if row.removed_at else ""
    return FileLine(
        key=row.pk,
        name=row.name,
        kind_words=_KIND_WORDS.get(row.kind, row.kind),
        size_words=size_words(row.size),
        sent_words=f"{when}, {row.by_name}{removed}",
        state=row.state,
        state_words="" if state == State.CLEAN else words,
        tag=_TAGS.get(state, ""),
        remedy=REMEDIES.get(row.state, ""),
        opens=state in Document.OPENED,
        may_send_again=may_send and state == State.MISSING and not row.is_ours,
        may_remove=may_send and state not in Document.GONE and not row.is_ours,
    )


def file_lines(about: About, member: Member) -> list[FileLine]:
    """The files of one thing for one reader, oldest first; none for who may not open them. Two queries."""
    owner = owner_of(about[0])
    if not owner.may(member, about[1]):
        return []
    may_send = owner.may(member, about[1], to_send=True)
    return [line_of(row, may_send=may_send) for row in documents_of(about)]


def size_words(size: int) -> str:
    """A number of bytes as people read it: "340 kB", "2.4 MB"."""
    if size < _KILO * _KILO:
        return f"{max(1, round(size / _KILO))} kB"
    return f"{size / _KILO / _KILO:.1f} MB"
