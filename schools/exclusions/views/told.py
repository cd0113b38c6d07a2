"""Recording who was told, and what the clerk records of the board."""

import uuid
from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import check, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from foundation.audit.actors import Actor
from schools.exclusions.forms.told import (
    AuthorityForm,
    DecisionForm,
    MeetingForm,
    NoticeForm,
    ReceivedForm,
    ReportForm,
    RepresentationForm,
    ReviewForm,
)
from schools.exclusions.models import Exclusion, Review
from schools.exclusions.operations import reviews
from schools.exclusions.operations.board import note_representation, receive, record_decision, set_meeting
from schools.exclusions.operations.notices import give_notice, report_term
from schools.exclusions.pages.ledger import term_rows
from schools.exclusions.pages.one import exclusion_page
from schools.exclusions.pages.told import drafted
from schools.exclusions.pages.words import address_of
from schools.exclusions.queries.notices import standing_of
from schools.exclusions.queries.settings import settings_now
from schools.exclusions.rules.notices import About, To
from schools.exclusions.rules.reviews import Decision, Outcome
from schools.exclusions.views.acting import ask_about, crumbs_of, note_seen, opened, signed
from schools.roll.operations.families import set_home_authority
from schools.roll.queries.signing import Signature


@requires(Permission.TELL_OF_EXCLUSIONS)
@require_http_methods(PAGE)
def notice(request: MemberRequest, exclusion_id: uuid.UUID, to: str, about: str) -> HttpResponse:
    """Record a notice that was given, from a draft; what the safeguarding lead tells, only they record."""
    try:
        whom, what = To(to), About(about)
    except ValueError:
        raise Http404 from None
    permission = Permission.TELL_RESTRICTED if whom is To.LEAD else Permission.KEEP_EXCLUSIONS
    check(request.member, permission)
    row = opened(request, exclusion_id, permission)
    page = exclusion_page(row, clock.today())
    standing = standing_of(row, page.ledger, clock.today())
    now = clock.local(clock.now())
    words = drafted(page, standing, whom, what, settings_now().advice) if row.decided_at else ""
    initial = {"day": now.date(), "time": f"{now:%H:%M}", "words": words}
    form = NoticeForm(posted(request), to=whom, about=what, initial=initial)

    def act() -> str:
        give_notice(row, form.given, address=address_of(row), signed=signed(request), now=clock.now())
        return "Recorded."

    def shown() -> HttpResponse:
        note_seen(request, row.pupil)
        return question_page(
            request,
            form,
            heading=f"{whom.words}: {what.words}",
            button="Record the notice",
            crumbs=crumbs_of(row),
            who=str(row.pupil),
            lede=_LEDES[whom],
        )

    return ask(request, form, act, to=address_of(row), page=shown)


_LEDES = {
    To.PARENTS: "By telephone or in person first, then in writing: each is recorded for itself.",
    To.PUPIL: "Beside the parents: who is 18 or older is told too, and in writing.",
    To.AUTHORITY: "Without delay, of every exclusion whatever its length.",
    To.HOME_AUTHORITY: "Without delay, where the pupil lives in another authority.",
    To.LEAD: "A social worker and the virtual school head, where there is one. No list says whether there was.",
    To.BOARD: "The clerk records when the board received it.",
}


@requires(Permission.KEEP_BOARD)
@require_http_methods(PAGE)
def board_received(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The clerk records when the board received the notice."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)
    form = ReceivedForm(posted(request), initial={"received_on": clock.today()})

    def act() -> str:
        receive(row, **form.cleaned_data, signed=signed(request), now=clock.now())
        return "Recorded. The board’s school days run from the day after."

    return ask_about(request, row, form, act, heading="Received by the board")


@requires(Permission.ENTER_REPRESENTATIONS)
@require_http_methods(PAGE)
def representation(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """Record representations, by the clerk or the office they came to."""
    row = opened(request, exclusion_id, Permission.ENTER_REPRESENTATIONS)
    form = RepresentationForm(posted(request), initial={"received_on": clock.today()})

    def act() -> str:
        note_representation(row, **form.cleaned_data, signed=signed(request), now=clock.now())
        return "Recorded. The page says what the board must do now."

    return ask_about(request, row, form, act, heading="Representations")


@requires(Permission.KEEP_BOARD)
@require_http_methods(PAGE)
def board_meeting(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """When and where the board meets."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)
    form = MeetingForm(posted(request))

    def act() -> str:
        place = form.cleaned_data["place"]
        set_meeting(row, meets_at=form.meets_at, place=place, signed=signed(request))
        return "Recorded."

    return ask_about(request, row, form, act, heading="The board’s meeting")


@requires(Permission.KEEP_BOARD)
@require_http_methods(PAGE)
def board_decision(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The clerk records what the board decided."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)
    form = DecisionForm(posted(request), initial={"decided_on": clock.today()})

    def act() -> str:
        record_decision(row, **form.cleaned_data, signed=signed(request), now=clock.now())
        return "Recorded. The panel’s access to the pack has ended; tell those listed below without delay."

    return ask_about(request, row, form, act, heading="The board’s decision")


@requires(Permission.KEEP_BOARD)
@require_http_methods(PAGE)
def review_step(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The clerk records a step of the independent review."""
    row = opened(request, exclusion_id, Permission.KEEP_BOARD)
    form = ReviewForm(posted(request), initial={"on": clock.today()})

    def act() -> str:
        _take_step(row, form, signed(request))
        return "Recorded."

    return ask_about(request, row, form, act, heading="Independent review")


#: Steps that are a day and no more.
_PLAIN_STEPS: Final[dict[str, Callable[..., Review]]] = {
    "waived": reviews.waive,
    "unwaived": reviews.take_back_waiver,
    "claim": reviews.note_claim,
    "claim_ended": reviews.note_claim_ended,
    "unclaimed": reviews.take_back_claim,
    "withdrawn": reviews.withdraw_application,
    "begins": reviews.begins,
}


def _take_step(row: Exclusion, form: ReviewForm, by: Signature) -> None:
    step, on, now = form.cleaned_data["step"], form.cleaned_data["on"], clock.now()
    if step in _PLAIN_STEPS:
        _PLAIN_STEPS[step](row, on=on, signed=by, now=now)
    elif step == "applied":
        size, expert = form.cleaned_data["members"], form.cleaned_data["sen_expert"]
        reviews.apply(row, on=on, members=size, sen_expert=expert, signed=by, now=now)
    elif step.startswith("again_"):
        because, back_on = form.cleaned_data["because"], form.cleaned_data["back_on"]
        decision = Decision(step.removeprefix("again_"))
        reviews.note_reconsidered(row, decision, on=on, because=because, back_on=back_on, signed=by, now=now)
    else:
        reviews.note_outcome(row, Outcome(step), on=on, signed=by, now=now)


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def home_authority(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """Record the local authority of the pupil's home."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    form = AuthorityForm(posted(request))

    def act() -> str:
        authority = form.cleaned_data["authority"]
        set_home_authority(row.pupil, authority, on=clock.today(), by=Actor.of(request.member))
        return "Recorded, for everybody who lives there."

    return ask_about(request, row, form, act, heading="Home authority")


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def term_report(request: MemberRequest, term: str) -> HttpResponse:
    """Record that the board was given a term's exclusions."""
    found, rows = term_rows(term)
    if found is None:
        raise Http404
    form = ReportForm(posted(request), initial={"given_on": clock.today()})

    def act() -> str:
        report_term(found, rows, **form.cleaned_data, signed=signed(request), now=clock.now())
        return "Recorded."

    def page() -> HttpResponse:
        cancelled = sum(row.cancelled_at is not None for row in rows)
        return question_page(
            request,
            form,
            heading=f"Told to the board: {found.words}",
            button="Record",
            crumbs=[Crumb("Exclusions", reverse("exclusions"))],
            lede=f"{len(rows)} exclusions of the term, {cancelled} of them cancelled.",
        )

    return ask(request, form, act, to=f"{reverse('exclusions')}?term={term}", page=page)
