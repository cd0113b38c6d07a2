"""Panels: the clerk's page on which one is named and its pack chosen, and the pages that its members read."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, attempt, done, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.documents.models import Document
from schools.documents.operations import receive
from schools.documents.pages import file_lines
from schools.documents.queries.files import documents_of
from schools.exclusions.forms.panels import FilesForm, MemberForm, PackForm
from schools.exclusions.models import Board, Exclusion
from schools.exclusions.operations.panels import (
    COPY,
    FILES,
    call_again,
    name_member,
    put_into_pack,
    stand_down,
    take_off,
    take_out_of_pack,
)
from schools.exclusions.pages.pack import pack_of
from schools.exclusions.pages.panels import board_of_clerk, panel_lines
from schools.exclusions.views.acting import note_seen, opened, signed
from schools.journal.models import Shown
from schools.journal.operations import record, seen
from schools.staff.queries import posts_on


def _address(row: Exclusion) -> str:
    return reverse("exclusion_panel", args=[row.pk])


@requires(Permission.KEEP_BOARD)
@require_http_methods(PAGE)
def panel(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The clerk's page of one panel: who sits on it, what its pack holds, and standing it down."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)
    files = documents_of((FILES, row.pk)).filter(state__in=Document.OPENED)
    data = posted(request)
    naming = "post" in (data or {})
    member_form = MemberForm(data if naming else None, posts=posts_on(clock.today()))
    pack_form = PackForm(data if data is not None and not naming else None, documents=files)

    def name() -> str:
        chairs = member_form.cleaned_data["chairs"]
        address, now = reverse("panels"), clock.now()
        name_member(row, member_form.chosen, chairs=chairs, address=address, signed=signed(request), now=now)
        return "Named, and told by a notice. Their copy of the pack is being made."

    def put_in() -> str:
        struck_out = pack_form.cleaned_data["struck_out"]
        by, now = signed(request), clock.now()
        page, document = pack_form.page, pack_form.document
        put_into_pack(row, page=page, document=document, struck_out=struck_out, signed=by, now=now)
        return "In the pack. Each member’s copy is being made anew."

    form, act = (member_form, name) if naming else (pack_form, put_in)
    said = attempt(form, act) if data is not None else None
    if said is not None:
        return done(request, said, _address(row))
    note_seen(request, row.pupil)
    context = {
        "row": row,
        "page": board_of_clerk(row),
        "member_form": member_form,
        "pack_form": pack_form,
        "files": file_lines((FILES, row.pk), request.member),
    }
    return form_page(request, "exclusions/panel_of_clerk.html", form, context)


@requires(Permission.KEEP_BOARD)
@require_POST
def member_off(request: MemberRequest, exclusion_id: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    """Take somebody off a panel."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)
    member = get_object_or_404(board_of_clerk(row).members_rows, pk=member_id)

    def act() -> str:
        take_off(member, signed=signed(request), now=clock.now())
        return "Taken off. They read nothing of it from now on."

    return press(request, act, to=_address(row))


@requires(Permission.KEEP_BOARD)
@require_POST
def item_out(request: MemberRequest, exclusion_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Take something out of the pack."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)
    item = get_object_or_404(board_of_clerk(row).items_rows, pk=item_id)

    def act() -> str:
        take_out_of_pack(item, signed=signed(request), now=clock.now())
        return "Taken out. Each member’s copy is being made anew."

    return press(request, act, to=_address(row))


@requires(Permission.KEEP_BOARD)
@require_POST
def panel_down(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """Stand a panel down, or call it again."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)

    def act() -> str:
        if board_of_clerk(row).stood_down:
            call_again(row, signed=signed(request))
            return "Called again."
        stand_down(row, signed=signed(request), now=clock.now())
        return "Stood down. Nobody of it reads the pack any more."

    return press(request, act, to=_address(row))


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def exclusion_files(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The files of one exclusion, and a box for more."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    form = FilesForm(posted(request), request.FILES or None)

    def act() -> str:
        sent, by, now = form.cleaned_data["evidence"], Actor.of(request.member), clock.now()
        for one in sent:
            receive(one, about=(FILES, row.pk), by=by, now=now)
        return f"{counted(len(sent), 'file')} sent. Each can be opened when it has been checked."

    def page() -> HttpResponse:
        note_seen(request, row.pupil)
        context = {"row": row, "files": file_lines((FILES, row.pk), request.member)}
        return form_page(request, "exclusions/files.html", form, context)

    return ask(request, form, act, to=reverse("exclusion_files", args=[row.pk]), page=page)


# What its members read


@requires(Permission.SEE_PANELS)
@require_safe
def panels(request: MemberRequest) -> HttpResponse:
    """The panels that the reader sits on; nothing of any other."""
    boards = policy_for(Permission.SEE_PANELS).visible(request.member)
    lines = panel_lines(boards, clock.today())
    seen(
        Shown.What.LIST,
        about=("list", "panels"),
        pupils=[line.key for line in lines],
        by=Actor.of(request.member),
    )
    return render(request, "exclusions/panels.html", {"lines": lines})


@requires(Permission.SEE_PANELS)
@require_safe
def pack(request: MemberRequest, board_id: uuid.UUID) -> HttpResponse:
    """The pack of one panel, for its members; each opening is a line."""
    board: Board = get_object_or_404(policy_for(Permission.SEE_PANELS).visible(request.member), pk=board_id)
    pupil, by = board.exclusion.pupil, Actor.of(request.member)
    member = board.members.filter(ended_at__isnull=True, post__person_id=request.member.person_id).first()
    copies = documents_of((COPY, member.pk)).filter(state__in=Document.OPENED) if member else Document.objects.none()
    seen(Shown.What.PUPIL, about=("panel", board.pk), pupils=[pupil.key], by=by)
    record("exclusion.pack_opened", about=("exclusion", board.exclusion_id), by=by)
    context = {"pack": pack_of(board, clock.today()), "copy": copies.last(), "reader": request.member.name}
    return render(request, "exclusions/pack.html", context)
