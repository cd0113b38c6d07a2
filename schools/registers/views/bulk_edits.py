"""One code for many pupils in many sessions: asked, shown with everything it does, done by the worker, undone as one."""

import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import counted
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.forms.bulk_edits import BulkForm, BulkUndoingForm
from schools.registers.models import BulkEdit
from schools.registers.operations.bulk_edits import check_edit_undoing, preview_edit, undo_edit, want_edit
from schools.registers.pages.bulk_edits import MOST_LISTED, edit_lines, edit_page, edit_preview
from schools.registers.queries.bulk_edits import EditedCell, edited_cells, newest_edits, pupils_of
from schools.registers.rules.bulk_edits import shown_digest
from schools.roll.queries.signing import Signature, signature_of

#: Edits in the list.
_NEWEST = 50


def _crumbs() -> list[Crumb]:
    return [Crumb("Registers", reverse("registers")), Crumb("Bulk edits", reverse("bulk_edits"))]


def _signed(request: MemberRequest) -> Signature:
    return signature_of(request.member, clock.today())


@requires(Permission.EDIT_IN_BULK)
@require_safe
def bulk_edits(request: MemberRequest) -> HttpResponse:
    """The newest edits."""
    return render(request, "registers/bulk_edits.html", {"lines": edit_lines(newest_edits(_NEWEST), clock.today())})


@requires(Permission.EDIT_IN_BULK)
@require_http_methods(PAGE)
def bulk_edit_new(request: MemberRequest) -> HttpResponse:
    """Ask for one: whom, when, which code; shown with each change and each refusal; then wanted."""
    form = BulkForm(posted(request), initial={"first": clock.today()})
    wanted: list[uuid.UUID] = []

    def act() -> str:
        try:
            shown = bytes.fromhex(form.cleaned_data["shown"])
        except ValueError:
            shown = b""
        wanted.append(want_edit(form.ask, shown=shown, signed=_signed(request), now=clock.now()))
        return ""

    def preview() -> HttpResponse:
        asked = form.ask
        outcomes = preview_edit(asked, now=clock.now())
        shown = edit_preview(asked, outcomes, pupils_of(asked.pupils))
        carried = BulkForm({**request.POST.dict(), "key": asked.key, "shown": shown_digest(outcomes).hex()})
        _seen(request, "new", asked.pupils)
        heading = f"Change {counted(shown.marks, 'mark')}?" if shown.marks else "Nothing would change"
        return render(request, "registers/bulk_preview.html", {"form": carried, "heading": heading, "preview": shown})

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="Bulk edit",
            button="See what changes",
            crumbs=_crumbs(),
            lede="One code for many pupils. Nothing changes yet: the next page shows each change, and each that cannot be.",
        )

    return ask(request, form, act, to=lambda: reverse("bulk_edit", args=[wanted[0]]), page=page, preview=preview)


@requires(Permission.EDIT_IN_BULK)
@require_http_methods(PAGE)
def bulk_edit(request: MemberRequest, edit_id: uuid.UUID) -> HttpResponse:
    """One edit: how far it is, what came of it, what was changed since; and undoing it."""
    edit: BulkEdit = get_object_or_404(policy_for(Permission.EDIT_IN_BULK).visible(request.member), pk=edit_id)
    form = BulkUndoingForm(posted(request))

    def act() -> str:
        reason, key = form.cleaned_data["reason"], form.cleaned_data["key"]
        done = undo_edit(edit, reason=reason, key=key, signed=_signed(request), now=clock.now())
        left = f" {counted(done.left, 'mark')} changed or counted since: look at each." if done.left else ""
        return f"The edit is undone: {counted(done.marks, 'mark')} went back.{left}"

    def page() -> HttpResponse:
        left = _left(edit)
        _seen(request, str(edit.pk), [one.key for one in left[:MOST_LISTED]])
        shown = edit_page(edit, left, today=clock.today(), refused=_why_not(edit))
        return form_page(request, "registers/bulk_edit.html", form, {"page": shown})

    return ask(request, form, act, to=reverse("bulk_edit", args=[edit.pk]), page=page)


def _left(edit: BulkEdit) -> list[EditedCell]:
    """What somebody changed since the edit, or since it counts because its register was taken."""
    if edit.entry_id is None:
        return []
    entered = {(key, on, session) for key, on, session, *_ in edit.before}
    return [
        one
        for one in edited_cells(edit)
        if not one.undone
        and (
            not one.kept
            or not (one.mark.planned or one.wrote is None or (one.key, one.date.isoformat(), one.session) in entered)
        )
    ]


def _seen(request: MemberRequest, about: str, pupils: Iterable[int]) -> None:
    seen(
        Shown.What.LIST,
        about=("bulk_edit", about),
        pupils=pupils,
        by=Actor.of(request.member),
        day=clock.today(),
    )


def _why_not(edit: BulkEdit) -> str:
    """Why it may not be undone, in words; empty when it may."""
    try:
        check_edit_undoing(edit, today=clock.today())
    except Refused as refused:
        return refused.first.said
    return ""
