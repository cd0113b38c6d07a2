"""The staff list: seen by those who run the school and those with a duty, kept by officer and headteacher."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import check, may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from foundation.audit.actors import Actor
from schools.staff.forms import DetailsForm, DutyForm, LastDayForm
from schools.staff.models import NAMED_BY_HEAD, StaffDuty, StaffMember
from schools.staff.operations.details import change_details
from schools.staff.operations.duties import end_duty, give_duty
from schools.staff.pages.staff import duty_given, staff_page
from schools.staff.queries import posts_not_over


@requires(Permission.SEE_STAFF)
@require_safe
def staff(request: MemberRequest) -> HttpResponse:
    """Everybody, with post, email, mobile and duties."""
    context = {
        "page": staff_page(clock.now()),
        "may_keep": may(request.member, Permission.KEEP_STAFF),
        "may_keep_related": may(request.member, Permission.KEEP_RELATED_STAFF),
        "may_name_deputies": may(request.member, Permission.NAME_DEPUTIES),
    }
    return render(request, "staff/staff.html", context)


@requires(Permission.KEEP_STAFF)
@require_http_methods(PAGE)
def details(request: MemberRequest, post_id: uuid.UUID) -> HttpResponse:
    """Change how somebody is reached."""
    post = _post(post_id)
    form = DetailsForm(posted(request), initial={"email": post.email, "mobile": post.mobile})

    def act() -> str:
        changed = change_details(post, **form.cleaned_data, by=Actor.of(request.member))
        return "The contact details are changed." if changed else "Nothing was different, so nothing is changed."

    def page() -> HttpResponse:
        return _question(request, form, heading="Work email and mobile", button="Save", who=str(post))

    return ask(request, form, act, to=reverse("staff"), page=page)


@requires(Permission.KEEP_STAFF)
@require_http_methods(PAGE)
def duty_give(request: MemberRequest, post_id: uuid.UUID) -> HttpResponse:
    """Give somebody a duty."""
    post = _post(post_id)
    names_deputies = may(request.member, Permission.NAME_DEPUTIES)
    form = DutyForm(posted(request), today=clock.today(), names_deputies=names_deputies)

    def act() -> str:
        told = give_duty(post, **form.cleaned_data, at=clock.now(), page=reverse("staff"), by=Actor.of(request.member))
        return duty_given(form.cleaned_data["duty"], told)

    def page() -> HttpResponse:
        return _question(request, form, heading="Give a duty", button="Give the duty", who=str(post))

    return ask(request, form, act, to=reverse("staff"), page=page)


@requires(Permission.KEEP_STAFF)
@require_http_methods(PAGE)
def duty_end(request: MemberRequest, duty_id: uuid.UUID) -> HttpResponse:
    """Say until when somebody holds a duty."""
    row = get_object_or_404(StaffDuty.objects.select_related("post"), pk=duty_id)
    if row.duty in NAMED_BY_HEAD:
        check(request.member, Permission.NAME_DEPUTIES)
    form = LastDayForm(posted(request), today=clock.today())

    def act() -> str:
        end_duty(row, ends_on=form.cleaned_data["ends_on"], by=Actor.of(request.member))
        return "Recorded. The day after, what the duty opened is shut to them."

    def page() -> HttpResponse:
        heading = f"Last day as {StaffDuty.Duty(row.duty).label.lower()}"
        return _question(request, form, heading=heading, button="Save", who=str(row.post))

    return ask(request, form, act, to=reverse("staff"), page=page)


def _post(post_id: uuid.UUID) -> StaffMember:
    """A post that has not ended; who has left is neither reached nor given anything."""
    post: StaffMember = get_object_or_404(posts_not_over(clock.today()), pk=post_id)
    return post


def _question(
    request: MemberRequest, form: DetailsForm | DutyForm | LastDayForm, *, heading: str, button: str, who: str
) -> HttpResponse:
    crumbs = [Crumb("Staff", reverse("staff"))]
    return question_page(request, form, heading=heading, button=button, crumbs=crumbs, who=who)
