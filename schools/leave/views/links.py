"""A parent's link to ask for leave: given by the school, and the page that a parent comes to by it (`second_fact`)."""

import uuid
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import open_to_link, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, attempt, done, form_page, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import middle_date
from schools.absence.queries.gateways import channels_set
from schools.absence.views.second_fact import Facts, ParentsPage, names_of, school_of
from schools.documents.operations import take_by_link
from schools.journal.models import Shown
from schools.journal.operations import put_in, seen
from schools.leave.forms.links import LinkForm, ParentForm
from schools.leave.models import LinkSending
from schools.leave.operations.link_sending import send_link
from schools.leave.operations.links import ASK, ASKED, OPEN_FOR, open_asking
from schools.leave.queries.requests import parents_of
from schools.leave.views.acting import act_of, kept_pupil

#: The newest sendings that the page shows.
MOST_SHOWN: Final = 5


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_link(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Have a parent sent a link; or open one and show its address, once: it is kept nowhere."""
    pupil, today = kept_pupil(request, pupil_id), clock.today()
    parents = parents_of(pupil, today)
    form = LinkForm(posted(request), parents=parents, channels=channels_set())

    def act() -> str | LinkSending:
        contact = form.cleaned_data["contact"]
        if form.channel is None:
            return open_asking(pupil, contact, act=act_of(request))
        return send_link(pupil, contact, form.channel, act=act_of(request))

    made = attempt(form, act) if request.method == "POST" else None
    if isinstance(made, LinkSending):
        return done(request, f"The link goes by {made.way}.", reverse("leave_link", args=[pupil_id]))
    what = (Shown.What.PUPIL, Shown.What.CONTACTS)
    seen(*what, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
    until = middle_date(today + OPEN_FOR)
    whole = request.build_absolute_uri(made) if made else ""
    context = {"pupil": pupil, "parents": parents, "address": whole, "until": until}
    context["sent"] = LinkSending.objects.filter(pupil=pupil).select_related("contact")[:MOST_SHOWN]
    return form_page(request, "leave/link.html", form, context)


@open_to_link(ASK)
@require_http_methods(PAGE)
def parent(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Ask for a birth date, then what leave is for; or one page for every link that opens nothing (any more)."""
    return _PAGE.answer(request)


def _asked(request: HttpRequest, facts: Facts, proof: str) -> HttpResponse:
    return _ask_page(request, ParentForm(names=names_of(facts), initial={"proof": proof}))


def _taken(request: HttpRequest, facts: Facts) -> HttpResponse:
    form = ParentForm(request.POST, request.FILES, names=names_of(facts))
    if not form.is_valid():
        return _ask_page(request, form)
    said, sent = form.said, form.cleaned_data["evidence_files"]
    # Each child's request is decided and kept apart, with files of its own.
    files = [[take_by_link(one) for one in sent] for _ in said["children"]]
    put_in(ASKED, {"at": clock.now().isoformat(), **said, "files": files}, event="asked")
    return render(request, "leave/parent_thanks.html", {"school": school_of(request)})


def _ask_page(request: HttpRequest, form: ParentForm) -> HttpResponse:
    return form_page(request, "leave/parent_ask.html", form, {"school": school_of(request)})


_PAGE = ParentsPage(ASK, ASKED, "pupil", "Ask for leave", "Ask for leave from school", _asked, _taken)
