"""A placement: recorded, changed, and looked at again."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted, middle_date
from schools.documents.operations import receive
from schools.documents.pages import file_lines
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.provision.forms.placements import (
    DueForm,
    FilesForm,
    NewPlacementForm,
    PlacementForm,
    ReviewForm,
    initial_of,
)
from schools.provision.models import ProvisionPlacement, Review
from schools.provision.operations.placing import Placed, add_review, change, note_review, place
from schools.provision.pages.addresses import FILES_OF_PLACEMENT, placement_address
from schools.provision.pages.placement import placement_page
from schools.provision.queries.rights import placements_for
from schools.roll.models import Pupil
from schools.roll.queries.signing import signature_of


def _said(placed: Placed) -> str:
    if not placed.not_standing:
        return "The registers have it planned."
    left = counted(placed.not_standing, "session")
    return f"The registers have it planned. In {left} something else stands: look at the clashes."


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def add(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Record that a pupil is educated elsewhere."""
    pupil: Pupil = get_object_or_404(policy_for(Permission.SEE_PROVISION).visible(request.member), pk=pupil_id)
    today = clock.today()
    form = NewPlacementForm(posted(request), today=today, initial={"starts_on": today})
    made: list[Placed] = []

    def act() -> str:
        made.append(
            place(
                pupil,
                form.agreed,
                review=form.review,
                may_amend=may(request.member, Permission.AMEND_MARKS),
                signed=signature_of(request.member, today),
                now=clock.now(),
            )
        )
        return _said(made[0])

    def page() -> HttpResponse:
        _seen(request, pupil)
        return question_page(
            request,
            form,
            heading="Educated elsewhere",
            button="Record the placement",
            crumbs=[_pupil_crumb(pupil)],
            who=str(pupil),
            lede="The provider is not in the list? Add it under Off-site, Providers first.",
        )

    return ask(request, form, act, to=lambda: placement_address(uuid.UUID(str(made[0].row.pk))), page=page)


def _pupil_crumb(pupil: Pupil) -> Crumb:
    return Crumb(str(pupil), reverse("pupil", args=[pupil.pk]), of_person=True)


def _seen(request: MemberRequest, pupil: Pupil) -> None:
    seen(Shown.What.PUPIL, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))


def _row(request: MemberRequest, key: uuid.UUID) -> ProvisionPlacement:
    rows = placements_for(request.member).select_related("pupil", "provider")
    return get_object_or_404(rows, pk=key)


def _crumbs(row: ProvisionPlacement) -> list[Crumb]:
    return [_pupil_crumb(row.pupil), Crumb(row.provider.name, placement_address(uuid.UUID(str(row.pk))))]


@requires(Permission.SEE_PROVISION)
@require_safe
def placement(request: MemberRequest, placement_id: uuid.UUID) -> HttpResponse:
    """What was agreed, how each session stands, visits and reviews."""
    row = _row(request, placement_id)
    keeps = may(request.member, Permission.KEEP_PROVISION)
    page = placement_page(row, keeps=keeps, today=clock.today(), now=clock.now())
    _seen(request, row.pupil)
    files = file_lines((FILES_OF_PLACEMENT.kind, placement_id), request.member)
    return render(request, "provision/placement.html", {"page": page, "keeps": keeps, "files": files})


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def files(request: MemberRequest, placement_id: uuid.UUID) -> HttpResponse:
    """Keep the referral's evidence, and whatever else is of the placement."""
    row = _row(request, placement_id)
    form = FilesForm(posted(request), request.FILES or None)

    def act() -> str:
        sent, by, now = form.cleaned_data["evidence"], Actor.of(request.member), clock.now()
        for one in sent:
            receive(one, about=(FILES_OF_PLACEMENT.kind, placement_id), by=by, now=now)
        return f"{counted(len(sent), 'file')} sent. Each can be opened when it has been checked."

    def page() -> HttpResponse:
        _seen(request, row.pupil)
        return form_page(request, "provision/files.html", form, {"row": row})

    return ask(request, form, act, to=f"{placement_address(placement_id)}#files", page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def change_placement(request: MemberRequest, placement_id: uuid.UUID) -> HttpResponse:
    """Change what was agreed, or bring it to an end by an earlier last day."""
    row, today = _row(request, placement_id), clock.today()
    form = PlacementForm(posted(request), today=today, own=row, initial=initial_of(row))

    def act() -> str:
        placed = change(
            row,
            form.agreed,
            may_amend=may(request.member, Permission.AMEND_MARKS),
            signed=signature_of(request.member, today),
            now=clock.now(),
        )
        return _said(placed)

    def page() -> HttpResponse:
        _seen(request, row.pupil)
        return question_page(
            request,
            form,
            heading="Change the placement",
            button="Change the placement",
            crumbs=_crumbs(row),
            who=str(row.pupil),
            lede="An earlier last day ends it. What has been entered stays; what is no longer agreed is no longer expected.",
        )

    return ask(request, form, act, to=placement_address(placement_id), page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def review_add(request: MemberRequest, placement_id: uuid.UUID) -> HttpResponse:
    """Have the placement visited or looked at on a day."""
    row = _row(request, placement_id)
    form = DueForm(posted(request))

    def act() -> str:
        add_review(row, form.due, signed=signature_of(request.member, clock.today()))
        return "It is planned. Once its day is over it stands on Today until it is written down."

    def page() -> HttpResponse:
        _seen(request, row.pupil)
        return question_page(
            request,
            form,
            heading="A visit or a review",
            button="Plan it",
            crumbs=_crumbs(row),
            who=str(row.pupil),
        )

    return ask(request, form, act, to=f"{placement_address(placement_id)}#reviews", page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def review(request: MemberRequest, review_id: uuid.UUID) -> HttpResponse:
    """Write down what came of a visit or review."""
    rows = Review.objects.filter(placement__in=placements_for(request.member))
    row = get_object_or_404(rows.select_related("placement__pupil", "placement__provider"), pk=review_id)
    today = clock.today()
    form = ReviewForm(posted(request), initial={"done_on": today})
    to = f"{placement_address(row.placement_id)}#reviews"

    def act() -> str:
        clean = form.cleaned_data
        note_review(
            row,
            on=clean["done_on"],
            note=clean["note"],
            again=clean["again"],
            signed=signature_of(request.member, today),
            today=today,
        )
        return "Written down."

    def page() -> HttpResponse:
        pupil = row.placement.pupil
        _seen(request, pupil)
        return question_page(
            request,
            form,
            heading=f"{row.get_kind_display()} due {middle_date(row.due_on)}",
            button="Write it down",
            crumbs=_crumbs(row.placement),
            who=str(pupil),
        )

    return ask(request, form, act, to=to, page=page)
