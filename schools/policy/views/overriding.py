"""The school's own lines: drafted line by line, each with its reason, and approved by the head."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, press, question_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import middle_date
from schools.policy import queries
from schools.policy.forms import ApproveForm, EditsForm, LineForm
from schools.policy.models import OverrideDraft
from schools.policy.operations import overriding
from schools.policy.pages import lines as pages
from schools.policy.rules import trying
from tenants.policies.rules.difference import Change, differences
from tenants.policies.rules.document import Policy
from tenants.policies.rules.judging import Verdict
from tenants.policies.rules.overriding import Line, in_force, settable


@requires(Permission.DRAFT_OVERRIDE)
@require_safe
def draft(request: MemberRequest) -> HttpResponse:
    """The draft: each line that differs from the trust's with its reason, and what it would change."""
    row, trusts = _here()
    lines = queries.as_lines(row.lines)
    return render(
        request,
        "policy/draft.html",
        {
            "row": row,
            "lines": [(one, pages.where(one.path, trusts)) for one in lines],
            "changes": _changes(trusts, lines),
            "dropped": in_force(trusts, lines).dropped,
            "approves": may(request.member, Permission.APPROVE_OVERRIDE),
            "tries": may(request.member, Permission.TRY_POLICY),
        },
    )


@requires(Permission.DRAFT_OVERRIDE)
@require_http_methods(PAGE)
def line(request: MemberRequest, path: str) -> HttpResponse:
    """Set one line, with the reason. A line that is the trust's is not here."""
    row, trusts = queries.draft(), queries.trusts_on(clock.today())
    offered = None if trusts is None else next((one for one in settable(trusts) if one.path == path), None)
    if trusts is None or offered is None:
        raise Http404
    override = queries.newest_override()
    lines = queries.as_lines(row.lines if row else override.lines if override else [])
    held = next((one for one in lines if one.path == path), None)
    shown = {
        "edits": row.edits if row else 0,
        "value": pages.typed(held.value if held else offered.value),
        "reason": held.reason if held else "",
    }
    form = LineForm(posted(request), settable=offered, initial=shown)

    def act() -> str:
        now, by = clock.now(), Actor.of(request.member)
        edits = form.cleaned_data["edits"]
        overriding.set_line(form.line, edits=edits, by=by, now=now, today=clock.today())
        return "Saved in the draft. Nothing changes until the headteacher approves it."

    return ask(
        request,
        form,
        act,
        to=reverse("override_draft"),
        page=lambda: question_page(
            request,
            form,
            heading=pages.where(path, trusts),
            button="Save in the draft",
            crumbs=[Crumb("Policy", reverse("school_policy"))],
            lede="" if isinstance(offered.value, str) else f"The trust’s: {offered.said}. {offered.may}",
        ),
    )


@requires(Permission.DRAFT_OVERRIDE)
@require_POST
def line_leave(request: MemberRequest, path: str) -> HttpResponse:
    """Leave a line to the trust again."""

    def act() -> str:
        overriding.drop_line(path, edits=_edits(request), by=Actor.of(request.member), now=clock.now())
        return "The draft leaves this line to the trust."

    return press(request, act, to=reverse("override_draft") if queries.draft() else reverse("school_policy"))


@requires(Permission.DRAFT_OVERRIDE)
@require_POST
def withdraw(request: MemberRequest) -> HttpResponse:
    """Give the draft up."""

    def act() -> str:
        overriding.withdraw_override(edits=_edits(request), by=Actor.of(request.member))
        return "The draft is withdrawn. The policy is as it was."

    return press(request, act, to=reverse("school_policy"))


@requires(Permission.APPROVE_OVERRIDE)
@require_http_methods(PAGE)
def approve(request: MemberRequest) -> HttpResponse:
    """Read what the draft changes, say from when, approve."""
    row, trusts = _here()
    form = ApproveForm(posted(request), initial={"edits": row.edits, "from_day": clock.today()})

    def act() -> str:
        clean, now = form.cleaned_data, clock.now()
        version = overriding.approve_override(
            edits=clean["edits"], from_day=clean["from_day"], by=Actor.of(request.member), now=now, today=clock.today()
        )
        return f"Override {version.number} is approved. It decides from {middle_date(version.from_day)}."

    def page() -> HttpResponse:
        lines = queries.as_lines(row.lines)
        context = {"row": row, "changes": _changes(trusts, lines), "verdicts": _verdicts(trusts, lines)}
        return form_page(request, "policy/approve.html", form, context)

    return ask(request, form, act, to=reverse("school_policy"), page=page)


def _here() -> tuple[OverrideDraft, Policy]:
    """The draft and the trust's policy of today. A 404 while either is missing."""
    row, trusts = queries.draft(), queries.trusts_on(clock.today())
    if row is None or trusts is None:
        raise Http404
    return row, trusts


def _changes(trusts: Policy, lines: tuple[Line, ...]) -> list[Change]:
    """What the draft would change of what is approved, line by line in words."""
    before = queries.newest_override()
    was = in_force(trusts, queries.as_lines(before.lines) if before else ())
    return differences(was.policy, in_force(trusts, lines).policy)


def _verdicts(trusts: Policy, lines: tuple[Line, ...]) -> list[Verdict]:
    """Whose outcome the draft would change, of the examples that come with the product and of the school’s own."""
    before = queries.newest_override()
    was = in_force(trusts, queries.as_lines(before.lines) if before else ()).policy
    now = in_force(trusts, lines).policy
    return [
        Verdict("The school’s own examples", tuple(trying.changed(queries.own_examples().values(), was, now))),
        Verdict("The examples that come with the product", tuple(trying.judged(was, now))),
    ]


def _edits(request: MemberRequest) -> int:
    """The draft that the button was pressed beside; -1, which no draft has, when it does not say."""
    form = EditsForm(request.POST)
    return form.cleaned_data["edits"] if form.is_valid() else -1
