"""The files of one pupil: what is kept, and adding to it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.documents.operations import receive
from schools.documents.pages import file_lines
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.pupils.forms.files import PupilFilesForm
from schools.pupils.pages.files import about
from schools.roll.models import Pupil


@requires(Permission.KEEP_PUPIL_FILES)
@require_http_methods(PAGE)
def pupil_files(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """What is kept of a pupil beside what belongs to single acts, and a box for more."""
    pupil: Pupil = get_object_or_404(policy_for(Permission.KEEP_PUPIL_FILES).visible(request.member), pk=pupil_id)
    form = PupilFilesForm(posted(request), request.FILES or None)

    def act() -> str:
        sent, by, now = form.cleaned_data["evidence"], Actor.of(request.member), clock.now()
        for one in sent:
            receive(one, about=about(pupil), by=by, now=now)
        return f"{counted(len(sent), 'file')} taken in. How far each has come stands beside it."

    def page() -> HttpResponse:
        seen(Shown.What.PUPIL, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
        context = {"pupil": pupil, "files": file_lines(about(pupil), request.member)}
        return form_page(request, "pupils/files.html", form, context)

    return ask(request, form, act, to=reverse("pupil_files", args=[pupil.pk]), page=page)
