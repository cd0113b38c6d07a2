"""A file of returns: what is in it, how it went, what came back."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, attempt, done, form_page, posted, question_page
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import record, seen
from schools.returns.forms.returns import AnswerForm, BecauseForm, SentForm
from schools.returns.models import ReturnFile
from schools.returns.operations.sending import record_answer, record_sent
from schools.returns.operations.withdrawing import withdraw_file
from schools.returns.pages.file import FilePage, file_page
from schools.returns.queries.rows import shown_whole
from schools.roll.queries.signing import signature_of


def _file(file_id: uuid.UUID) -> ReturnFile:
    """A file is kept as it was made: where somebody in it is hidden from the reader, so is the file."""
    file: ReturnFile = get_object_or_404(ReturnFile, pk=file_id)
    if not shown_whole(file):
        raise Http404
    return file


def _page(request: MemberRequest, file: ReturnFile) -> FilePage:
    return file_page(file, request.place, restricted=may(request.member, Permission.SEE_RESTRICTED_FLAGS))


def _address(file: ReturnFile) -> str:
    return reverse("return_file", args=[file.pk])


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def file(request: MemberRequest, file_id: uuid.UUID) -> HttpResponse:
    """A file with its returns; and a form that records how it was sent."""
    row = _file(file_id)
    form = SentForm(posted(request), initial={"sent_on": clock.today()})

    def act() -> str:
        now = clock.now()
        today = clock.local(now).date()
        record_sent(row, form.sent, signed=signature_of(request.member, today), now=now, today=today)
        return "Recorded as sent."

    return ask(
        request, form, act, to=_address(row), page=lambda: _show(request, _page(request, row), form, AnswerForm())
    )


def _show(request: MemberRequest, page: FilePage, form: SentForm | AnswerForm, answer: AnswerForm) -> HttpResponse:
    pupils = [line.row.pupil.key for line in page.lines]
    seen(Shown.What.LIST, about=("return_file", page.file.pk), pupils=pupils, by=Actor.of(request.member))
    return form_page(request, "returns/file.html", form, {"page": page, "answer_form": answer})


@requires(Permission.MAKE_RETURNS)
@require_safe
def file_csv(request: MemberRequest, file_id: uuid.UUID) -> HttpResponse:
    """The file itself, byte for byte as it was made; for those alone who may see all that is in it."""
    row, by = _file(file_id), Actor.of(request.member)
    page = _page(request, row)
    if not page.may_be_saved:
        raise Http404
    pupils = [line.row.pupil.key for line in page.lines]
    seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=("return_file", row.pk), pupils=pupils, by=by)
    record("return_file.downloaded", about=("return_file", row.pk), by=by, details={"sha256": row.sha256})
    response = HttpResponse(row.content.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.file_name}"'
    return response


@requires(Permission.MAKE_RETURNS)
@require_POST
def file_answer(request: MemberRequest, file_id: uuid.UUID) -> HttpResponse:
    """What the authority answered."""
    row = _file(file_id)
    form = AnswerForm(request.POST)

    def act() -> str:
        today, clean = clock.today(), form.cleaned_data
        signed = signature_of(request.member, today)
        record_answer(row, clean["answer"], on=clean["answered_on"], signed=signed, today=today)
        return "Answer recorded."

    said = attempt(form, act)
    return done(request, said, _address(row)) if said else _show(request, _page(request, row), form, form)


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def file_withdraw(request: MemberRequest, file_id: uuid.UUID) -> HttpResponse:
    """Take a file back before it is sent."""
    row = _file(file_id)
    form = BecauseForm(posted(request))

    def act() -> str:
        withdraw_file(row, because=form.cleaned_data["because"], by=Actor.of(request.member), now=clock.now())
        return "Withdrawn. Its returns are drafts again."

    def page() -> HttpResponse:
        crumbs = [Crumb("Returns", reverse("returns")), Crumb("File", _address(row))]
        lede = "It is kept and marked as withdrawn. Its returns are drafts again."
        return question_page(request, form, heading="Withdraw this file", button="Withdraw", crumbs=crumbs, lede=lede)

    return ask(request, form, act, to=_address(row), page=page)
