"""The ledger: notices of others, those of an earlier school put to a contact; and legal steps with their papers."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted, middle_date
from schools.cases.views.acting import ask_about
from schools.documents.operations import receive
from schools.documents.pages import file_lines
from schools.moved.pages.panel import notice_words
from schools.penalties.forms import NoticeForm, PapersForm, PutForm, RestateForm, StepForm
from schools.penalties.models import LegalStep, OtherNotice
from schools.penalties.operations.others import Step, Written, put_to, restate, write_notice, write_step
from schools.penalties.pages.files import STEP, step_address
from schools.penalties.queries.ledgers import notices_of
from schools.penalties.queries.rights import see_penalties, work_penalties
from schools.penalties.rules.steps import StepKind
from schools.penalties.views.acting import act_of, crumbs_of, note_seen, writable_case
from schools.roll.queries.contacts import contacts_of

LEDGER = "#penalties"


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def case_write_notice(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down a notice of another school or authority."""
    row = writable_case(request, case_id)
    form = NoticeForm(posted(request), contacts=contacts_of(row.pupil, clock.today()))

    def act() -> str:
        clean = form.cleaned_data
        write_notice(row, Written(**{key: clean[key] for key in form.fields}), act=act_of(request))
        return "Written down. It counts in the ledger of that parent from now on, if it is of the last three years."

    lede = "Only what you know, and from where: it decides at which rate a notice is, or whether there may be one."
    heading = "A notice of another school or authority"
    return ask_about(request, row, form, act, heading=heading, button="Write it down", lede=lede, part=LEDGER)


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def other_notice(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Write down how such a notice stands now."""
    row: OtherNotice = get_object_or_404(work_penalties.others(request.member), pk=notice_id)
    case = work_penalties.cases(request.member).filter(pupil=row.pupil_id).order_by("-opened_at")[0]
    form = RestateForm(posted(request), initial={"state": row.state, "source": row.source})

    def act() -> str:
        restate(row, case, **form.cleaned_data, act=act_of(request))
        return "Written down."

    lede = f"Of {middle_date(row.issued_on)}, by {row.issuer}."
    return ask_about(
        request, case, form, act, heading="How this notice stands", button="Write it down", lede=lede, part=LEDGER
    )


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def case_put_notice(request: MemberRequest, case_id: uuid.UUID, carried_id: uuid.UUID, place: int) -> HttpResponse:
    """Say to whom a notice of an earlier school of the trust went."""
    row = writable_case(request, case_id)
    waiting = next(
        (one for one in notices_of(row.pupil).waiting if (one.carried.row.pk, one.place) == (carried_id, place)), None
    )
    if waiting is None:
        raise Http404
    form = PutForm(posted(request), contacts=contacts_of(row.pupil, clock.today()))

    def act() -> str:
        put_to(row, waiting, contact=form.chosen, whose=form.cleaned_data["whose"], act=act_of(request))
        return "Written down."

    lede = f"{waiting.carried.row.from_name} tells of a notice: {notice_words(waiting.notice)}."
    return ask_about(request, row, form, act, heading="Whose notice it was", button="Keep it", lede=lede, part=LEDGER)


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def case_write_step(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down a legal step."""
    row = writable_case(request, case_id)
    form = StepForm(posted(request), contacts=contacts_of(row.pupil, clock.today()))

    def act() -> str:
        write_step(row, Step(**{key: form.cleaned_data[key] for key in form.fields}), act=act_of(request))
        return "Written down. Its papers are added on its own page."

    lede = "Only the authority prosecutes, and only a court orders: the school keeps what they did."
    return ask_about(request, row, form, act, heading="A legal step", button="Write it down", lede=lede, part=LEDGER)


@requires(Permission.SEE_PENALTIES)
@require_safe
def legal_step(request: MemberRequest, step_id: uuid.UUID) -> HttpResponse:
    """A legal step and its papers."""
    row: LegalStep = get_object_or_404(see_penalties.steps(request.member), pk=step_id)
    note_seen(request, row.case)
    works = (
        may(request.member, Permission.WORK_PENALTIES)
        and work_penalties.steps(request.member).filter(pk=row.pk).exists()
    )
    context = {"row": row, "words": StepKind(row.kind).words, "crumbs": crumbs_of(row.case), "works": works}
    return render(request, "penalties/step.html", {**context, "files": file_lines((STEP, row.pk), request.member)})


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def legal_step_papers(request: MemberRequest, step_id: uuid.UUID) -> HttpResponse:
    """Add papers to a legal step."""
    row: LegalStep = get_object_or_404(work_penalties.steps(request.member), pk=step_id)
    form = PapersForm(posted(request), request.FILES or None)

    def act() -> str:
        sent, by, now = form.cleaned_data["evidence"], Actor.of(request.member), clock.now()
        for one in sent:
            receive(one, about=(STEP, row.pk), by=by, now=now)
        return f"{counted(len(sent), 'file')} sent. Each can be opened when it has been checked."

    def page() -> HttpResponse:
        note_seen(request, row.case)
        context = {
            "row": row,
            "words": StepKind(row.kind).words,
            "crumbs": crumbs_of(row.case),
            "back": step_address(row.pk),
        }
        return form_page(request, "penalties/papers.html", form, context)

    return ask(request, form, act, to=step_address(row.pk), page=page)
