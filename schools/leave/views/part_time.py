"""Part-time timetables: the list, agreeing one, its page, reviews, going on and ending."""

import datetime as dt
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
from foundation.ui.numbers import middle_date
from schools.documents.pages import file_lines
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.leave.forms.part_time import AgreeForm, EndForm, ExtendForm, ReviewForm
from schools.leave.models import PartTimeReview, PartTimeTimetable
from schools.leave.operations.letters import TIMETABLE
from schools.leave.operations.part_time import agree, close, extend, hold_review, note_told
from schools.leave.pages.part_time import part_time_list, part_time_page, timetable_address
from schools.leave.queries.part_time import timetables_of
from schools.leave.queries.requests import parents_of
from schools.leave.views.acting import act_of, kept_pupil
from schools.letters.pages.letters import Row
from schools.letters.queries.letters import letters_about


@requires(Permission.SEE_LEAVE)
@require_safe
def part_time_all(request: MemberRequest) -> HttpResponse:
    """Every timetable that stands, what is overdue first, and those ended lately."""
    page = part_time_list(clock.today())
    seen(Shown.What.LIST, about=("list", "show=part-time"), pupils=page.keys, by=Actor.of(request.member))
    context = {"page": page, "keeps": may(request.member, Permission.KEEP_LEAVE)}
    return render(request, "leave/part_time_list.html", context)


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def part_time_agree(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Write down what was agreed with a parent."""
    pupil, today = kept_pupil(request, pupil_id), clock.today()
    parents = parents_of(pupil, today)
    form = AgreeForm(posted(request), parents=parents, initial={"agreed_on": today})
    made: list[PartTimeTimetable] = []

    def act() -> str:
        made.append(agree(pupil, form.agreed, act=act_of(request)))
        return "Agreed. C2 is planned to the last day and no longer."

    def page() -> HttpResponse:
        what = (Shown.What.PUPIL, Shown.What.CONTACTS)
        seen(*what, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
        context = {"pupil": pupil, "parents": parents, "earlier": timetables_of(pupil)}
        return form_page(request, "leave/part_time_agree.html", form, context)

    return ask(request, form, act, to=lambda: timetable_address(made[0].pk), page=page)


def _timetable(key: uuid.UUID) -> PartTimeTimetable:
    row: PartTimeTimetable = get_object_or_404(PartTimeTimetable.objects.select_related("pupil"), pk=key)
    return row


@requires(Permission.SEE_LEAVE)
@require_safe
def part_time(request: MemberRequest, timetable_id: uuid.UUID) -> HttpResponse:
    """One timetable."""
    row = _timetable(timetable_id)
    page = part_time_page(row, clock.today())
    seen(Shown.What.PUPIL, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=Actor.of(request.member))
    context = {
        "page": page,
        "keeps": may(request.member, Permission.KEEP_LEAVE) and row.closed_at is None,
        "files": file_lines((TIMETABLE, row.pk), request.member),
        "letters": [Row(one) for one in letters_about(TIMETABLE, row.pk)],
        "leads": may(request.member, Permission.SEE_RESTRICTED_FLAGS),
    }
    return render(request, "leave/part_time.html", context)


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def part_time_review(request: MemberRequest, timetable_id: uuid.UUID, review_id: uuid.UUID) -> HttpResponse:
    """Note that a review was held."""
    row = _timetable(timetable_id)
    review = get_object_or_404(PartTimeReview.objects.filter(timetable=row), pk=review_id)
    form = ReviewForm(posted(request), initial={"held_on": clock.today()})

    def act() -> str:
        hold_review(review, form.held, act=act_of(request))
        return "Noted. The timetable stays as it was agreed."

    def page() -> HttpResponse:
        lede = f"The review that was due on {middle_date(review.due_on)}."
        return _question(request, row, form, heading="Note a review", button="Keep the review", lede=lede)

    return ask(request, form, act, to=timetable_address(row.pk), page=page)


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def part_time_extend(request: MemberRequest, timetable_id: uuid.UUID) -> HttpResponse:
    """Let it go on: only with a review's note and a new end."""
    row = _timetable(timetable_id)
    form = ExtendForm(posted(request), initial={"held_on": clock.today()})

    def act() -> str:
        clean = form.cleaned_data
        extend(row, form.held, ends_on=clean["ends_on"], reviews=clean["reviews"], act=act_of(request))
        return "Extended. Days since the old end stay what they are; C2 is planned from today."

    def page() -> HttpResponse:
        lede = f"Agreed until {middle_date(row.ends_on)}. It goes on after a review alone, with its note and a new end."
        return _question(request, row, form, heading="Extend it", button="Extend", lede=lede)

    return ask(request, form, act, to=timetable_address(row.pk), page=page)


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def part_time_end(request: MemberRequest, timetable_id: uuid.UUID) -> HttpResponse:
    """End it: the pupil is back on a full timetable."""
    row, today = _timetable(timetable_id), clock.today()
    form = EndForm(posted(request), initial={"last_day": min(row.ends_on, today - dt.timedelta(days=1))})

    def act() -> str:
        clean = form.cleaned_data
        told = close(row, last_day=clean["last_day"], words=clean["words"], act=act_of(request))
        whom = [who for who, been in (("the family", told.family), ("the authority", told.authority)) if been]
        also = f" What was agreed has gone to {' and '.join(whom)} already: tell them." if whom else ""
        return f"Ended. The pupil is expected at every session after that day.{also}"

    def page() -> HttpResponse:
        return _question(request, row, form, heading="End it", button="End the timetable", lede="")

    return ask(request, form, act, to=timetable_address(row.pk), page=page)


@requires(Permission.SEE_RESTRICTED_FLAGS)
@require_POST
def part_time_told(request: MemberRequest, timetable_id: uuid.UUID) -> HttpResponse:
    """The lead has told whoever works with the pupil, or there is nobody."""
    row = _timetable(timetable_id)

    def act() -> str:
        note_told(row, act=act_of(request))
        return "Noted."

    return press(request, act, to=timetable_address(row.pk))


def _question(
    request: MemberRequest,
    row: PartTimeTimetable,
    form: ReviewForm | EndForm,
    *,
    heading: str,
    button: str,
    lede: str,
) -> HttpResponse:
    seen(Shown.What.PUPIL, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=Actor.of(request.member))
    crumbs = [
        Crumb("Part-time", reverse("part_time_all")),
        Crumb(str(row.pupil), timetable_address(row.pk), of_person=True),
    ]
    return question_page(request, form, heading=heading, button=button, crumbs=crumbs, lede=lede)
