"""The ledger: a term's list, proposing with a preview, one exclusion, deciding, cancelling."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted, press, question_page
from foundation.audit.actors import Actor
from schools.exclusions.forms.ledger import CancelForm, ExclusionForm, initial_of_cancelling
from schools.exclusions.models import Exclusion
from schools.exclusions.operations.absences import plan_absences
from schools.exclusions.operations.cancelling import cancel
from schools.exclusions.operations.ledger import decide, drop, propose
from schools.exclusions.pages.ledger import ledger_page
from schools.exclusions.pages.one import exclusion_page
from schools.exclusions.pages.preview import preview_of
from schools.exclusions.pages.told import board_page, notice_lines
from schools.exclusions.pages.words import address_of, decided_words, entered_words
from schools.exclusions.queries.ledger import ledger_of
from schools.exclusions.queries.notices import standing_of
from schools.exclusions.queries.rights import see_policy
from schools.exclusions.queries.sessions import next_session
from schools.exclusions.rules.reasons import reasons_on
from schools.exclusions.views.acting import crumbs_of, note_seen, opened, signed
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.models import Pupil


def _amends(request: MemberRequest) -> bool:
    """Whether they may enter what they decide into registers that have opened."""
    return may(request.member, Permission.AMEND_MARKS)


@requires(Permission.SEE_EXCLUSIONS)
@require_safe
def exclusions(request: MemberRequest) -> HttpResponse:
    """The exclusions of a term, with their totals."""
    page = ledger_page(request.GET.get("term", ""), clock.today(), see_policy.visible(request.member))
    term = page.term.address if page.term else ""
    seen(
        Shown.What.LIST,
        about=("list", f"exclusions&term={term}"),
        pupils=[line.key for line in page.lines],
        by=Actor.of(request.member),
    )
    context = {"page": page, "sets": may(request.member, Permission.SET_EXCLUSIONS)}
    context["keeps"] = may(request.member, Permission.KEEP_EXCLUSIONS)
    context["all"] = see_policy.sees_all(request.member)
    return render(request, "exclusions/ledger.html", context)


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def propose_exclusion(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Propose an exclusion; what it would come to stands beside it as it is typed. Who may decide does both in one."""
    pupil = get_object_or_404(Pupil, pk=pupil_id)
    today = clock.today()
    decides = may(request.member, Permission.DECIDE_EXCLUSIONS)
    form = ExclusionForm(posted(request), reasons=reasons_on(today), initial={"starts_on": today})
    made: list[Exclusion] = []

    def act() -> str:
        now, by = clock.now(), signed(request)
        made.append(propose(pupil, form.asked, signed=by, now=now))
        if not decides:
            return "Written down for the headteacher, who decides. Until then nothing is planned and nobody is told."
        return decided_words(decide(made[0], signed=by, now=now, may_amend=_amends(request)))

    def page() -> HttpResponse:
        note_seen(request, pupil)
        return form_page(request, "exclusions/propose.html", form, {"pupil": pupil, "decides": decides})

    return ask(request, form, act, to=lambda: address_of(made[0]), page=page)


@requires(Permission.KEEP_EXCLUSIONS)
@require_POST
def preview_exclusion(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """What is typed so far would come to this. Writes nothing."""
    pupil = get_object_or_404(Pupil, pk=pupil_id)
    form = ExclusionForm(request.POST, reasons=reasons_on(clock.today()))
    found = preview_of(pupil, form.asked, ledger_of(pupil, clock.today())) if form.is_valid() else None
    note_seen(request, pupil)
    return render(request, "exclusions/preview.html", {"preview": found})


@requires(Permission.SEE_EXCLUSIONS)
@require_safe
def exclusion(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """One exclusion."""
    row = opened(request, exclusion_id, Permission.SEE_EXCLUSIONS)
    note_seen(request, row.pupil)
    today, keeps = clock.today(), may(request.member, Permission.KEEP_EXCLUSIONS)
    page = exclusion_page(row, today)
    standing = standing_of(row, page.ledger, today) if page.counts and not page.proposed else None
    leads = may(request.member, Permission.TELL_RESTRICTED)
    context = {
        "page": page,
        "board": board_page(standing, today) if standing else None,
        "notices": notice_lines(standing, today, keeps=keeps, leads=leads) if standing else [],
        "home_authority": standing.home_authority if standing else "",
        "keeps": keeps,
        "clerk": may(request.member, Permission.KEEP_BOARD),
        "represents": may(request.member, Permission.ENTER_REPRESENTATIONS),
        "decides": may(request.member, Permission.DECIDE_EXCLUSIONS),
        "enters": _amends(request),
    }
    return render(request, "exclusions/exclusion.html", context)


@requires(Permission.DECIDE_EXCLUSIONS)
@require_POST
def decide_exclusion(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The headteacher decides on a proposal."""
    row = opened(request, exclusion_id, Permission.DECIDE_EXCLUSIONS)

    def act() -> str:
        return decided_words(decide(row, signed=signed(request), now=clock.now(), may_amend=_amends(request)))

    return press(request, act, to=address_of(row))


@requires(Permission.DECIDE_EXCLUSIONS)
@require_POST
def drop_exclusion(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The headteacher decides against a proposal."""
    row = opened(request, exclusion_id, Permission.DECIDE_EXCLUSIONS)

    def act() -> str:
        drop(row, signed=signed(request), now=clock.now())
        return "Not excluded. Nothing was planned and nobody was told."

    return press(request, act, to=reverse("exclusions"))


@requires(Permission.ENTER_EXCLUSIONS)
@require_POST
def enter_marks(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """Enter E into registers that had opened when it was decided, by who may amend them."""
    row = opened(request, exclusion_id, Permission.ENTER_EXCLUSIONS)

    def act() -> str:
        return entered_words(plan_absences(row, signed=signed(request), now=clock.now(), may_amend=True))

    return press(request, act, to=address_of(row))


@requires(Permission.DECIDE_EXCLUSIONS)
@require_http_methods(PAGE)
def cancel_exclusion(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The headteacher cancels an exclusion, before the board has met."""
    row = opened(request, exclusion_id, Permission.DECIDE_EXCLUSIONS)
    page = exclusion_page(row, clock.today())
    back = next_session(page.ledger.calendar, clock.now())
    form = CancelForm(posted(request), initial=initial_of_cancelling(back, clock.today()))

    def act() -> str:
        cancel(
            row, first_back=form.first_back, reason=form.cleaned_data["reason"], signed=signed(request), now=clock.now()
        )
        return "Cancelled. Tell all who were told, with the reason, and offer the parents a meeting."

    def shown() -> HttpResponse:
        note_seen(request, row.pupil)
        return question_page(
            request,
            form,
            heading="Cancel the exclusion",
            button="Cancel the exclusion",
            crumbs=crumbs_of(row),
            who=str(row.pupil),
            lede=f"{page.kind}, {page.span}. Days already missed still count towards 45, and it is counted for the board.",
            facts=page.counted,
            leave=address_of(row),
        )

    return ask(request, form, act, to=address_of(row), page=shown)
