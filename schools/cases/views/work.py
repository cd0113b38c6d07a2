"""Tasks, notes and files of a case, and the page of what is in the reader's own hands."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, press, question_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.cases.forms.work import EndTaskForm, FilesForm, NoteForm, ReaderForm, TaskForm
from schools.cases.models import Note, Task
from schools.cases.operations.work import add_task, end_task, let_read, stop_reading, write_note
from schools.cases.pages.files import CASE, case_address
from schools.cases.pages.plans import plans_page
from schools.cases.queries.rights import restricted_policy, see_policy
from schools.cases.views.acting import act_of, ask_about, note_seen, opened
from schools.documents.operations import receive
from schools.documents.pages import file_lines
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.staff.queries import posts_on


@requires(Permission.SEE_CASE_PLAN)
@require_safe
def case_plans(request: MemberRequest) -> HttpResponse:
    """What helps in class, of the pupils within reach; and the reader's own tasks."""
    page, by = plans_page(request.member, clock.today()), Actor.of(request.member)
    seen(Shown.What.CLASS_PLAN, about=("list", "show=plans"), pupils=page.helps, by=by)
    seen(Shown.What.LIST, about=("list", "show=cases"), pupils=page.asked, by=by)
    return render(request, "cases/plans.html", {"page": page, "sees": may(request.member, Permission.SEE_CASES)})


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_task(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Give somebody something to do."""
    row, today = opened(request, case_id), clock.today()
    form = TaskForm(posted(request), posts=posts_on(today), initial={"kind": "task"})

    def act() -> str:
        clean = form.cleaned_data
        owner, duty = clean["whose"]
        add_task(
            row,
            kind=clean["kind"],
            what=clean["what"],
            due_on=clean["due_on"],
            owner=owner,
            duty=duty,
            starts_at=clean["starts_at"],
            ends_at=clean["ends_at"],
            act=act_of(request),
        )
        return "Task added."

    return ask_about(request, row, form, act, heading="Add a task", button="Add the task", part="#tasks")


@requires(Permission.DO_CASE_TASKS)
@require_http_methods(PAGE)
def case_task_end(request: MemberRequest, task_id: uuid.UUID) -> HttpResponse:
    """Say what became of a task: whoever writes the case's tasks, or has it in their hands."""
    task: Task = get_object_or_404(policy_for(Permission.DO_CASE_TASKS).visible(request.member), pk=task_id)
    form = EndTaskForm(posted(request), initial={"move": "finish"})
    sees = see_policy.may(request.member, task.case)
    back = f"{case_address(task.case_id)}#tasks" if sees else reverse("case_plans")

    def act() -> str:
        end_task(task, move=form.cleaned_data["move"], answer=form.cleaned_data["answer"], act=act_of(request))
        return "Noted."

    def page() -> HttpResponse:
        by = Actor.of(request.member)
        seen(Shown.What.LIST, about=("list", "show=cases"), pupils=[task.case.pupil.key], by=by)
        crumbs = [Crumb("Cases", back) if sees else Crumb("Plans", back)]
        heading, who = "What became of the task", str(task.case.pupil)
        return question_page(request, form, heading=heading, button="Keep it", crumbs=crumbs, who=who, lede=task.what)

    return ask(request, form, act, to=back, page=page)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_note(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write a note; restricted by those alone who may."""
    row = opened(request, case_id)
    form = NoteForm(posted(request), restricts=restricted_policy.may(request.member, row))

    def act() -> str:
        clean = form.cleaned_data
        write_note(row, words=clean["words"], restricted=clean.get("restricted", False), act=act_of(request))
        return "Kept. A note is never changed: write another to correct it."

    return ask_about(request, row, form, act, heading="Write a note", button="Keep the note", part="#notes")


@requires(Permission.SEE_RESTRICTED_NOTES)
@require_safe
def case_restricted_note(request: MemberRequest, note_id: uuid.UUID) -> HttpResponse:
    """One restricted note, to the lead and the head, and to the one person they named until a day."""
    note: Note = get_object_or_404(policy_for(Permission.SEE_RESTRICTED_NOTES).visible(request.member), pk=note_id)
    pupil = note.case.pupil
    seen(Shown.What.RESTRICTED, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
    keeps = restricted_policy.may(request.member, note.case)
    return render(request, "cases/note.html", {"note": note, "pupil": pupil, "keeps": keeps})


def _restricted(request: MemberRequest, note_id: uuid.UUID) -> Note:
    cases = restricted_policy.visible(request.member).order_by().values("pk")
    rows = Note.objects.filter(restricted=True, case__in=cases).select_related("case__pupil")
    return get_object_or_404(rows, pk=note_id)


@requires(Permission.KEEP_RESTRICTED_NOTES)
@require_http_methods(PAGE)
def case_note_reader(request: MemberRequest, note_id: uuid.UUID) -> HttpResponse:
    """Let one named person read a restricted note until a day."""
    note = _restricted(request, note_id)
    form = ReaderForm(posted(request), posts=posts_on(clock.today()))

    def act() -> str:
        let_read(note, reader=form.cleaned_data["post"], until=form.cleaned_data["until"], act=act_of(request))
        return "They may read it until that day, and each time is written down."

    lede = "In place of whoever is named now. Give them the address of the note: it is in no list of theirs."
    heading, button = "Let somebody read this note", "Let them read it"
    return ask_about(request, note.case, form, act, heading=heading, button=button, lede=lede, part="#notes")


@requires(Permission.KEEP_RESTRICTED_NOTES)
@require_POST
def case_note_shut(request: MemberRequest, note_id: uuid.UUID) -> HttpResponse:
    """Take the named reader off."""
    note = _restricted(request, note_id)

    def act() -> str:
        stop_reading(note, act=act_of(request))
        return "Nobody is named any more."

    return press(request, act, to=f"{case_address(note.case_id)}#notes")


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_files(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Add files to a case."""
    row = opened(request, case_id)
    form = FilesForm(posted(request), request.FILES or None)

    def act() -> str:
        sent, by, now = form.cleaned_data["evidence"], Actor.of(request.member), clock.now()
        for one in sent:
            receive(one, about=(CASE, row.pk), by=by, now=now)
        return f"{counted(len(sent), 'file')} sent. Each can be opened when it has been checked."

    def page() -> HttpResponse:
        note_seen(request, row)
        context = {"case": row, "files": file_lines((CASE, row.pk), request.member), "back": case_address(row.pk)}
        return form_page(request, "cases/files.html", form, context)

    return ask(request, form, act, to=case_address(row.pk), page=page)
