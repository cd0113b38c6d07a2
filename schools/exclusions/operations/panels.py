"""A panel: the clerk names its members, chooses its pack, has each member's copy made, and stands it down.

Whether a member may read is asked anew at each request (`queries.rights.PanelPolicy`): a decision, standing down or being
taken off ends it at the next, for the page and for the copy.
"""

import datetime as dt
import uuid
from typing import Final

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.documents.kinds import BOUND
from foundation.refusals import Overtaken, Refused
from schools.documents.models import Document
from schools.documents.operations import remove
from schools.documents.queries.files import documents_of
from schools.exclusions.models import Board, Exclusion, PackItem, PanelMember
from schools.exclusions.operations.board import hold_board
from schools.exclusions.queries.panels import more_came
from schools.exclusions.rules.packs import Page
from schools.journal.operations import promise, record
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from schools.staff.operations.notices import notify
from schools.staff.rules.kinds import NoticeKind

#: Outbox topic: each member's copy of a pack is to be made anew ({"board"}).
PACK: Final = "exclusions.pack"
#: Files of an exclusion, and each member's own copy of the pack.
FILES: Final = "exclusion"
COPY: Final = "panel_member"
NAMED: Final = NoticeKind("panel_named", "panel waits for you", "panels wait for you")


def name_member(
    row: Exclusion, post: StaffMember, *, chairs: bool, address: str, signed: Signature, now: dt.datetime
) -> PanelMember:
    """Name a governor for the panel on one exclusion; they are told by a notice that names no pupil."""
    board = _open(row)
    if board.members.filter(post=post, ended_at__isnull=True).exists():
        raise Refused("They are named for this panel already.", code="named", field="post")
    if post.ends_on is not None and post.ends_on < local(now).date():
        raise Refused("They hold this post no more.", code="gone", field="post")
    if chairs and board.members.filter(chairs=True, ended_at__isnull=True).exists():
        raise Refused("Somebody chairs this panel already.", code="chairs", field="chairs")
    made = PanelMember.objects.create(board=board, post=post, chairs=chairs, named_at=now, named_by=signed.by.name)
    if board.named_at is None:
        board.named_at = now
        board.save(update_fields=["named_at"])
    _record("exclusion.panel_named", row, signed, member=str(made.pk), post=str(post.pk))
    notify([post.pk], kind=NAMED, count=1, address=address, at=now, by=signed.by)
    promise(PACK, {"board": str(board.pk)})
    return made


def take_off(member: PanelMember, *, signed: Signature, now: dt.datetime) -> None:
    """Take somebody off a panel: they may read nothing of it from their next request on, and their copy goes."""
    member = PanelMember.objects.select_for_update(no_key=True).select_related("board__exclusion").get(pk=member.pk)
    if member.ended_at is not None:
        raise Overtaken("They were taken off already.", code="ended")
    member.ended_at, member.ended_by = now, signed.by.name
    member.save(update_fields=["ended_at", "ended_by"])
    remove_copies(member, by=signed.by, now=now)
    _record("exclusion.panel_taken_off", member.board.exclusion, signed, member=str(member.pk))


def stand_down(row: Exclusion, *, signed: Signature, now: dt.datetime) -> None:
    """Stand a panel down: nobody of it reads the pack any more."""
    board = _open(row)
    board.withdrawn_at, board.withdrawn_by = now, signed.by.name
    board.save(update_fields=["withdrawn_at", "withdrawn_by"])
    for member in board.members.filter(ended_at__isnull=True):
        remove_copies(member, by=signed.by, now=now)
    _record("exclusion.panel_stood_down", row, signed)


def call_again(row: Exclusion, *, signed: Signature) -> None:
    """Call a panel again that was stood down; its members read again as they are named."""
    board = hold_board(row)
    if board.withdrawn_at is None:
        raise Overtaken("The panel is not stood down.", code="open")
    board.withdrawn_at, board.withdrawn_by = None, ""
    board.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _record("exclusion.panel_called_again", row, signed)
    promise(PACK, {"board": str(board.pk)})


def put_into_pack(
    row: Exclusion,
    *,
    page: Page | None = None,
    document: Document | None = None,
    struck_out: bool,
    signed: Signature,
    now: dt.datetime,
) -> PackItem:
    """Put one page of ours, or one document of the exclusion, into the pack; each by itself.

    Whoever does says that other children's names are struck out in it: the pack goes to people outside the staff. A page for
    which more has come in since is put in again in its place, once that is looked through too.
    """
    board = _open(row)
    if not struck_out:
        words = "Look through it first: other children’s names are to be struck out."
        raise Refused(words, code="not_struck_out", field="struck_out")
    if document is not None:
        _check_document(row, document)
    kept = board.pack.filter(taken_out_at__isnull=True)
    held = kept.filter(page=page or "", document=document.pk if document else None).first()
    if held is not None and not more_came(held, board.exclusion_id):
        raise Refused("It is in the pack already.", code="in_pack", field="what")
    if held is not None:
        _take_out(held, board, by=signed.by, now=now)
    made = PackItem.objects.create(
        board=board,
        page=page or "",
        document=document.pk if document else None,
        title=page.words if page else document.name if document else "",
        struck_out_at=now,
        struck_out_by=signed.by.name,
    )
    _record("exclusion.pack_put_in", row, signed, item=str(made.pk), page=made.page)
    promise(PACK, {"board": str(board.pk)})
    return made


def _check_document(row: Exclusion, document: Document) -> None:
    if (document.about_kind, document.about_id) != (FILES, row.pk):
        raise Refused("This file is not one of this exclusion’s.", code="not_its_file", field="what")
    if document.state not in Document.OPENED:
        raise Refused("This file cannot be opened, so it cannot be in a pack.", code="not_open", field="what")
    if document.kind not in BOUND:
        words = "Only PDFs and pictures, JPEG or PNG, can be bound into the pack."
        raise Refused(words, code="no_pdf", field="what", remedy="Save it as a PDF and add that.")


def take_out_of_pack(item: PackItem, *, signed: Signature, now: dt.datetime) -> None:
    """Take something out of the pack; each member's copy is made anew without it."""
    board = _open(item.board.exclusion)
    item = PackItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    if item.taken_out_at is not None:
        raise Overtaken("It was taken out already.", code="taken_out")
    _take_out(item, board, by=signed.by, now=now)


def file_removed(document: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """A file of an exclusion is removed: it goes from every pack that holds it, and with it each copy, also once decided."""
    for item in PackItem.objects.filter(document=document, taken_out_at__isnull=True):
        board = Board.objects.select_for_update(no_key=True).get(pk=item.board_id)
        _take_out(item, board, by=by, now=now)


def _take_out(item: PackItem, board: Board, *, by: Actor, now: dt.datetime) -> None:
    item.taken_out_at, item.taken_out_by = now, by.name
    item.save(update_fields=["taken_out_at", "taken_out_by"])
    # What was in it must not stay readable until the worker has made the next.
    for member in board.members.all():
        remove_copies(member, by=by, now=now)
    record("exclusion.pack_taken_out", about=("exclusion", board.exclusion_id), by=by, details={"item": str(item.pk)})
    promise(PACK, {"board": str(board.pk)})


def remove_copies(member: PanelMember, *, by: Actor, now: dt.datetime, but: uuid.UUID | None = None) -> None:
    """Remove a member's copies of the pack, but for one."""
    for document in documents_of((COPY, member.pk)).exclude(state__in=Document.GONE):
        if document.pk != but:
            remove(document, by=by, now=now)


def _open(row: Exclusion) -> Board:
    """The board's side, held, while a panel may still be named for it."""
    board = hold_board(row)
    if board.decided_on is not None:
        raise Refused("The board has decided, and its panel is over.", code="decided")
    if board.exclusion.cancelled_at is not None:
        raise Refused("The exclusion was cancelled, and its panel is over.", code="cancelled")
    if board.withdrawn_at is not None:
        raise Refused("The panel is stood down.", code="stood_down", remedy="Call it again first.")
    return board


def _record(act: str, row: Exclusion, signed: Signature, **details: object) -> None:
    record(act, about=("exclusion", row.pk), by=signed.by, details=dict(details))
