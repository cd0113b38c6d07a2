"""Exams: the papers to come and study leaves, files taken, one paper with who is entered."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, press, question_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.leave.forms.exams import PAPERS, ExamFileForm, StudyForm
from schools.leave.models import ExamPaper, StudyLeave
from schools.leave.operations.exams import agree_study_leave, take_entries, take_papers, withdraw_study_leave
from schools.leave.pages.exams import study_lines
from schools.leave.queries.exams import papers_from
from schools.leave.views.acting import act_of


@requires(Permission.SEE_LEAVE)
@require_safe
def exams(request: MemberRequest) -> HttpResponse:
    """The papers of today and later, and the study leaves that stand."""
    today = clock.today()
    studies = study_lines(today)
    if keys := {key for one in studies for key in one.keys}:
        seen(Shown.What.LIST, about=("exams", "study"), pupils=keys, by=Actor.of(request.member), day=today)
    context = {
        "papers": papers_from(today),
        "studies": studies,
        "keeps": may(request.member, Permission.KEEP_LEAVE),
    }
    return render(request, "leave/exams.html", context)


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def exams_file(request: MemberRequest) -> HttpResponse:
    """Take a file of papers or of entries: all of it, or none with what is wrong by row."""
    form = ExamFileForm(posted(request), request.FILES or None)

    def act() -> str:
        text = form.cleaned_data["file"]
        if form.cleaned_data["what"] == PAPERS:
            return f"{counted(take_papers(text, act=act_of(request)), 'paper')} taken."
        return f"{counted(take_entries(text, act=act_of(request)), 'entry', 'entries')} taken."

    return ask(
        request, form, act, to=reverse("exams"), page=lambda: form_page(request, "leave/exams_file.html", form, {})
    )


@requires(Permission.SEE_LEAVE)
@require_safe
def exam_paper(request: MemberRequest, paper_id: uuid.UUID) -> HttpResponse:
    """One paper, with who is entered for it."""
    paper = get_object_or_404(ExamPaper, pk=paper_id)
    entries = list(paper.entries.select_related("pupil").order_by("pupil__sort_name", "pupil__key"))
    keys = [one.pupil.key for one in entries]
    seen(Shown.What.LIST, about=("exam_paper", paper.pk), pupils=keys, by=Actor.of(request.member), day=paper.date)
    return render(request, "leave/exam_paper.html", {"paper": paper, "entries": entries})


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def study_agree(request: MemberRequest) -> HttpResponse:
    """Agree a study leave for those who are entered."""
    form = StudyForm(posted(request))

    def act() -> str:
        clean = form.cleaned_data
        row = agree_study_leave(clean["name"], form.stretch, year_group=clean["year_group"], act=act_of(request))
        return f"Agreed for {counted(row.pupils.count(), 'pupil')}. S is put into their registers now."

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="Agree a study leave",
            button="Agree it",
            crumbs=[Crumb("Exams", reverse("exams"))],
            lede="S is entered for whoever has a public exam in that time, except in the sessions of their papers."
            " Never for mocks, and nowhere outside the agreed time.",
        )

    return ask(request, form, act, to=reverse("exams"), page=page)


@requires(Permission.KEEP_LEAVE)
@require_POST
def study_withdraw(request: MemberRequest, study_id: uuid.UUID) -> HttpResponse:
    """Take a study leave back."""
    row = get_object_or_404(StudyLeave, pk=study_id)

    def act() -> str:
        withdraw_study_leave(row, act=act_of(request))
        return "Withdrawn. What it planned ahead leaves the registers now."

    return press(request, act, to=reverse("exams"))
