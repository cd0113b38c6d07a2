"""Contacts of a pupil: seen by those who ring, changed by those who keep the roll, barred by anybody who sees them."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, posted, press
from foundation.audit.actors import Actor
from foundation.ui.numbers import middle_date
from schools.journal.models import Shown
from schools.roll import queries
from schools.roll.forms.contacts import PHONES, AddContactForm, ContactForm, RestrictForm
from schools.roll.models import Pupil, PupilContact
from schools.roll.operations import contacts as acts
from schools.roll.pages.record_lines import contact_lines
from schools.roll.queries.contacts import contacts_of_siblings
from schools.roll.views.questions import ask, ask_last_day, pupil_of, show


@requires(Permission.SEE_CONTACTS)
@require_safe
def contacts(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Whom to ring about a pupil, in which order."""
    pupil, today = pupil_of(request, Permission.SEE_CONTACTS, pupil_id), clock.today()
    show(request, pupil, Shown.What.CONTACTS)
    context = {
        "pupil": pupil,
        "contacts": contact_lines(queries.contacts_of(pupil, today)),
        "without_number": queries.parents_without_number(pupil, today),
        "may_change": may(request.member, Permission.CHANGE_ROLL),
        "may_see_restricted": may(request.member, Permission.SEE_RESTRICTED_FLAGS),
    }
    return render(request, "roll/contacts.html", context)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def add(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Add a contact, or take one over from a sibling."""
    pupil, today = pupil_of(request, Permission.CHANGE_ROLL, pupil_id), clock.today()
    form = AddContactForm(posted(request), known=contacts_of_siblings(pupil, today))

    def act() -> str:
        known = form.cleaned_data.get("known")
        acts.add_contact(
            pupil,
            form.bond,
            details=None if known else form.details,
            known=known,
            starts_on=today,
            by=Actor.of(request.member),
        )
        return "The contact is added, last in the order of ringing."

    return ask(
        request,
        form,
        act,
        to=_list(pupil),
        heading="Add a contact",
        button="Add the contact",
        pupil=pupil,
        back="pupil_contacts",
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def change(request: MemberRequest, pupil_id: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """Correct a contact. Numbers that may not be rung are neither shown nor changed."""
    pupil, link = _link(request, Permission.CHANGE_ROLL, pupil_id, link_id)
    withheld = queries.is_barred(link, clock.today())
    form = ContactForm(posted(request), initial=_held(link), withheld=withheld)
    show(request, pupil, Shown.What.CONTACTS)

    def act() -> str:
        acts.change_contact(link, form.bond, form.details, today=clock.today(), by=Actor.of(request.member))
        return "The contact is changed."

    lede = "This contact must not be rung, so the numbers and the email are not shown." if withheld else ""
    return ask(
        request,
        form,
        act,
        to=_list(pupil),
        heading="Change a contact",
        button="Save the contact",
        pupil=pupil,
        back="pupil_contacts",
        lede=lede,
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def end(request: MemberRequest, pupil_id: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """Say until when somebody was a contact."""
    pupil, link = _link(request, Permission.CHANGE_ROLL, pupil_id, link_id)
    today = clock.today()
    return ask_last_day(
        request,
        lambda day: acts.end_contact(link, ends_on=day, today=today, by=Actor.of(request.member)),
        said="No longer a contact; those after them move up.",
        to=_list(pupil),
        heading="End a contact",
        button="End",
        who=link.contact.name,
        pupil=pupil,
        back="pupil_contacts",
    )


@requires(Permission.CHANGE_ROLL)
@require_POST
def move(request: MemberRequest, pupil_id: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """Ring a contact earlier or later: `to` is the place wanted."""
    pupil, link = _link(request, Permission.CHANGE_ROLL, pupil_id, link_id)
    wanted = request.POST.get("to", "")
    place = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= len("999") else link.priority

    def act() -> str:
        acts.move_contact(link, to=place, by=Actor.of(request.member))
        return ""

    return press(request, act, to=f"{_list(pupil)}#contact-{link.pk}")


@requires(Permission.SEE_CONTACTS)
@require_http_methods(PAGE)
def restrict(request: MemberRequest, pupil_id: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """Bar the school from ringing a contact. Whoever sees contacts may, at once; lifting it needs more."""
    pupil, link = _link(request, Permission.SEE_CONTACTS, pupil_id, link_id)
    today = clock.today()
    form = RestrictForm(posted(request), today=today)

    def act() -> str:
        clean, by = form.cleaned_data, Actor.of(request.member)
        acts.set_restriction(link, clean["kind"], note=clean["note"], starts_on=clean["starts_on"], by=by)
        begun = clean["starts_on"] <= today
        when = "The number is no longer" if begun else f"From {middle_date(clean['starts_on'])} the number is not"
        return f"Recorded. {when} offered to anybody."

    return ask(
        request,
        form,
        act,
        to=_list(pupil),
        heading="Restrict a contact",
        button="Record the restriction",
        who=link.contact.name,
        pupil=pupil,
        back="pupil_contacts",
        lede="From its first day nobody is offered the number. Only the safeguarding lead or the headteacher can lift it.",
    )


def _link(
    request: MemberRequest, permission: Permission, pupil_id: uuid.UUID, link_id: uuid.UUID
) -> tuple[Pupil, PupilContact]:
    pupil = pupil_of(request, permission, pupil_id)
    rows = PupilContact.objects.filter(pupil=pupil, ends_on__isnull=True).select_related("contact", "pupil")
    return pupil, get_object_or_404(rows, pk=link_id)


def _held(link: PupilContact) -> dict[str, object]:
    contact = link.contact
    held: dict[str, object] = {
        "name": contact.name,
        "relationship": link.relationship,
        "responsibility": link.responsibility,
        "lives_with": link.lives_with,
        "email": contact.email,
        "address": contact.address,
        "language": contact.language,
    }
    for place, phone in zip(PHONES, contact.phones.all(), strict=False):
        held |= {f"phone_{place}": phone.typed, f"label_{place}": phone.label}
    return held


def _list(pupil: Pupil) -> str:
    return reverse("pupil_contacts", args=[pupil.pk])
