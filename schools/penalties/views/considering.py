"""Considering notices: begun from a case, then decided of each parent apart."""

import uuid

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from schools.journal.models import Shown
from schools.penalties.forms import ParentForm
from schools.penalties.models import Consideration, Penalty
from schools.penalties.operations.considering import consider, decide
from schools.penalties.pages.considering import consideration_page
from schools.penalties.pages.words import consideration_address, ledger_words, marks_words
from schools.penalties.queries.ledgers import notices_of
from schools.penalties.queries.parents import parents_of
from schools.penalties.queries.rights import see_penalties, work_penalties
from schools.penalties.queries.thresholds import ground_on, thresholds
from schools.penalties.views.acting import act_of, asks_now, crumbs_of, note_seen, writable_case
from schools.roll.models import Contact
from tenants.policies.rules.notice_states import PENALTY


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def case_consider(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin to consider notices, on the sessions that are shown first."""
    row, asks, made = writable_case(request, case_id), asks_now(request), list[Consideration]()
    form = forms.Form(posted(request))

    def act() -> str:
        made.append(consider(row, asks=asks, act=act_of(request)))
        return "Begun. Nothing is proposed yet: each parent is considered apart."

    def page() -> HttpResponse:
        note_seen(request, row)
        held = thresholds([row.pupil], asks.codes, ground_on(clock.today())).get(row.pupil_id)
        facts = marks_words(list(held.window.marks)) if held is not None else []
        lede = "Meeting the threshold is a reason to consider a notice, and no more."
        if held is None or not held.met:
            lede = f"The threshold is not met today. {lede}"
        return question_page(
            request, form, heading="Consider penalty notices", button="Consider them", crumbs=crumbs_of(row),
            who=str(row.pupil), lede=lede, facts=facts, leave=crumbs_of(row)[-1].address,
        )  # fmt: skip

    return ask(request, form, act, to=lambda: consideration_address(made[0].pk), page=page)


@requires(Permission.SEE_PENALTIES)
@require_safe
def consideration(request: MemberRequest, consideration_id: uuid.UUID) -> HttpResponse:
    """One consideration, with each parent."""
    row: Consideration = get_object_or_404(see_penalties.considerations(request.member), pk=consideration_id)
    page = consideration_page(row, request.member, clock.today(), asks_now(request))
    note_seen(request, row.case)
    return render(request, "penalties/consideration.html", {"page": page, "crumbs": crumbs_of(row.case)})


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def consideration_parent(request: MemberRequest, consideration_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """Decide of one parent."""
    row: Consideration = get_object_or_404(work_penalties.considerations(request.member), pk=consideration_id)
    contact: Contact = get_object_or_404(
        Contact.objects.filter(pupils__pupil=row.case.pupil_id).distinct(), pk=contact_id
    )
    held = Penalty.objects.filter(consideration=row, contact=contact).first()
    form = ParentForm(posted(request), initial=ParentForm.shown(held, contact.birth))
    address = consideration_address(row.pk)

    def act() -> str:
        done = decide(row, contact, form.said, act=act_of(request))
        return f"Kept: {PENALTY.words(done.state)}."

    def page() -> HttpResponse:
        note_seen(request, row.case, Shown.What.CONTACTS)
        parent = next(
            (one for one in parents_of(row.case.pupil, clock.today()) if one.contact.contact == contact.pk), None
        )
        ledger = notices_of(row.case.pupil).ledger(contact.pk, clock.today(), without=held.pk if held else None)
        barred = (
            f" {', '.join(parent.contact.restrictions)}." if parent is not None and parent.contact.restrictions else ""
        )
        who = f"{parent.contact.relationship}." if parent is not None else "They are no parent of this pupil today."
        crumbs = [*crumbs_of(row.case), Crumb("Penalty notices considered", address)]
        return question_page(
            request, form, heading=f"A notice to {contact.name}?", button="Keep this", crumbs=crumbs,
            who=str(row.case.pupil), lede=f"{who}{barred} {ledger_words(ledger)}", leave=address,
        )  # fmt: skip

    return ask(request, form, act, to=address, page=page)
