"""Where a pupil lives, the other school, and what only few may see."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import acting, clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.roll import queries
from schools.roll.forms.families import AddressForm, DualForm, HouseholdForm, RestrictedFlagForm
from schools.roll.models import ContactRestriction, DualRegistration, HouseholdPupil, RestrictedFlag
from schools.roll.operations import families as acts
from schools.roll.operations.contact_first import lift_contact_first, set_contact_first
from schools.roll.operations.contacts import lift_restriction
from schools.roll.views.questions import ask, ask_last_day, pupil_of, record_of


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def household(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Record a new home."""
    pupil, today = pupil_of(request, Permission.CHANGE_ROLL, pupil_id), clock.today()
    form = HouseholdForm(posted(request), pupil=pupil, today=today)

    def act() -> str:
        clean, by = form.cleaned_data, Actor.of(request.member)
        acts.set_household(
            pupil,
            address=clean["address"],
            with_pupil=form.other,
            from_day=clean["from_day"],
            also=clean["also"],
            by=by,
        )
        return "The home is recorded."

    return ask(request, form, act, to=record_of(pupil), heading="Record a home", button="Record the home", pupil=pupil)


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def household_address(request: MemberRequest, pupil_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Correct how the address of a home is written."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    rows = HouseholdPupil.objects.filter(queries.not_over(clock.today()), pupil=pupil).select_related("household")
    row = get_object_or_404(rows, pk=row_id)
    form = AddressForm(posted(request), initial={"address": row.household.address})

    def act() -> str:
        acts.correct_address(row, form.cleaned_data["address"], by=Actor.of(request.member))
        return "The address is corrected."

    others = row.household.pupils.exclude(pupil=pupil).values("pupil").distinct().count()
    too = f" It is corrected for {counted(others, 'other pupil')} of this home too." if others else ""
    return ask(
        request,
        form,
        act,
        to=record_of(pupil),
        heading="Correct an address",
        button="Correct the address",
        pupil=pupil,
        lede=f"For an address written wrongly. Whoever has moved has a new home: record that instead.{too}",
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def household_end(request: MemberRequest, pupil_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Say until when a pupil lived in a home."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    row = get_object_or_404(HouseholdPupil.objects.filter(pupil=pupil, ends_on__isnull=True), pk=row_id)
    return ask_last_day(
        request,
        lambda day: acts.end_household(row, ends_on=day, by=Actor.of(request.member)),
        said="The home has an end.",
        to=record_of(pupil),
        heading="End a home",
        button="End",
        pupil=pupil,
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def dual(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Record a registration at another school, or a new pattern of its sessions."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    held = queries.dual_registration_of(pupil, clock.today())
    initial = (
        {
            "other_school": held.other_school,
            "other_urn": held.other_urn,
            "status": held.status,
            "slots": sorted(held.slots),
        }
        if held is not None
        else {}
    )
    form = DualForm(posted(request), initial=initial)

    def act() -> str:
        acts.set_dual_registration(pupil, **form.cleaned_data, by=Actor.of(request.member))
        return "The other registration is recorded."

    return ask(
        request,
        form,
        act,
        to=record_of(pupil),
        heading="Registered at another school too",
        button="Record the registration",
        pupil=pupil,
        lede="Each school keeps its own register and enters only the sessions that are due there.",
    )


@requires(Permission.CHANGE_ROLL)
@require_http_methods(PAGE)
def dual_end(request: MemberRequest, pupil_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Say until when the other registration holds."""
    pupil = pupil_of(request, Permission.CHANGE_ROLL, pupil_id)
    row = get_object_or_404(DualRegistration.objects.filter(pupil=pupil), pk=row_id)
    return ask_last_day(
        request,
        lambda day: acts.end_dual_registration(row, ends_on=day, by=Actor.of(request.member)),
        said="The other registration has an end.",
        to=record_of(pupil),
        heading="End the other registration",
        button="End",
        pupil=pupil,
    )


@requires(Permission.SEE_RESTRICTED_FLAGS)
@require_http_methods(PAGE)
def restricted(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Young carer, child in need, child protection plan, and why contacts may not be rung. Every look is written down."""
    pupil, today = pupil_of(request, Permission.SEE_RESTRICTED_FLAGS, pupil_id), clock.today()
    by = Actor.of(request.member)
    form = RestrictedFlagForm(posted(request), initial={"starts_on": today})

    def act() -> str:
        acts.set_restricted_flag(pupil, **form.cleaned_data, by=by)
        return "Recorded."

    def page() -> HttpResponse:
        held = queries.restricted_record_of(pupil, today, by=by)
        context = {"pupil": pupil, "held": held, "today": today, "first": queries.is_contact_first(pupil, today)}
        return form_page(request, "roll/restricted.html", form, context)

    return acting.ask(request, form, act, to=reverse("pupil_restricted", args=[pupil.pk]), page=page)


@requires(Permission.SEE_RESTRICTED_FLAGS)
@require_http_methods(PAGE)
def restricted_end(request: MemberRequest, pupil_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Say until when a restricted flag holds."""
    pupil = pupil_of(request, Permission.SEE_RESTRICTED_FLAGS, pupil_id)
    row = get_object_or_404(RestrictedFlag.objects.filter(pupil=pupil), pk=row_id)
    return ask_last_day(
        request,
        lambda day: acts.end_restricted_flag(row, ends_on=day, by=Actor.of(request.member)),
        said="Recorded.",
        to=reverse("pupil_restricted", args=[pupil.pk]),
        heading="End a restricted flag",
        button="End",
        pupil=pupil,
        back="pupil_restricted",
    )


@requires(Permission.SEE_RESTRICTED_FLAGS)
@require_POST
def contact_first_set(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Put on the sign that the pupil is to be looked for first."""
    pupil = pupil_of(request, Permission.SEE_RESTRICTED_FLAGS, pupil_id)

    def act() -> str:
        set_contact_first(pupil, today=clock.today(), by=Actor.of(request.member))
        return "The sign is on: lists put the pupil first, and do not say why."

    return press(request, act, to=reverse("pupil_restricted", args=[pupil.pk]))


@requires(Permission.SEE_RESTRICTED_FLAGS)
@require_POST
def contact_first_lift(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Take that sign off."""
    pupil = pupil_of(request, Permission.SEE_RESTRICTED_FLAGS, pupil_id)

    def act() -> str:
        lift_contact_first(pupil, today=clock.today(), by=Actor.of(request.member))
        return "The sign is off. A flag recorded from now on puts it on again."

    return press(request, act, to=reverse("pupil_restricted", args=[pupil.pk]))


@requires(Permission.SEE_RESTRICTED_FLAGS)
@require_http_methods(PAGE)
def restriction_lift(request: MemberRequest, pupil_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Say until when the school may not ring a contact."""
    pupil = pupil_of(request, Permission.SEE_RESTRICTED_FLAGS, pupil_id)
    rows = ContactRestriction.objects.filter(link__pupil=pupil).select_related("link__pupil", "link__contact")
    row = get_object_or_404(rows, pk=row_id)
    return ask_last_day(
        request,
        lambda day: lift_restriction(row, ends_on=day, by=Actor.of(request.member)),
        said="Recorded. From the day after, the number is offered again.",
        to=reverse("pupil_restricted", args=[pupil.pk]),
        heading="Lift a restriction",
        button="Lift the restriction",
        who=row.link.contact.name,
        pupil=pupil,
        back="pupil_restricted",
    )
