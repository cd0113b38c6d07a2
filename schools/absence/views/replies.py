"""A reply: what it says, what it suggests, and what a person makes of it."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import check, may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.refusals import Overtaken, Refused
from schools.absence.forms.replies import RulingForm, WhomForm
from schools.absence.models import Reply
from schools.absence.operations.replying import say_whom, settle_reply
from schools.absence.pages.reasons import reasons_on
from schools.absence.pages.reply_page import ReplyPage
from schools.absence.queries.following import Child, children_of
from schools.absence.queries.replies import holders_of_number
from schools.absence.queries.rights import may_enter
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.models import Pupil
from schools.roll.queries.signing import signature_of


def _reply(request: MemberRequest, reply_id: uuid.UUID) -> Reply:
    """A reply about a child within reach. One about nobody known is for those who reach the whole school."""
    reply = get_object_or_404(Reply.objects.select_related("contact", "day__pupil"), pk=reply_id)
    if reply.day is None:
        check(request.member, Permission.SEE_TODAY)
    elif not policy_for(Permission.FOLLOW_ABSENCE).visible(request.member).filter(pk=reply.day.pupil_id).exists():
        raise Http404
    return reply


def _child(reply: Reply) -> Child | None:
    if reply.day is None:
        return None
    found = children_of(reply.day.date, clock.now(), pupil=reply.day.pupil_id, ended=True)
    if not found:
        raise Http404
    return found[0]


def _may_enter(request: MemberRequest, reply: Reply) -> bool:
    """Whether who reads it may enter what it suggests; of one that is about nobody yet, that is found out then."""
    return reply.day is not None and may_enter(request.member, reply.day.pupil, reply.date)


def _page_of(request: MemberRequest, reply: Reply) -> ReplyPage:
    child = _child(reply)
    holders = {one.pk for one in holders_of_number(reply.address, reply.date)} if reply.address else set()
    known = child.contacts if child else ()
    theirs = tuple(one for one in known if one.contact in holders)
    siblings = Reply.objects.none()
    if reply.inbox_id is not None:
        reached = policy_for(Permission.FOLLOW_ABSENCE).visible(request.member)
        siblings = Reply.objects.filter(inbox_id=reply.inbox_id, settled_at__isnull=True, day__pupil__in=reached)
    suggested = reply.suggested
    if not suggested and child is not None and child.answer is not None:
        suggested = child.answer.code
    return ReplyPage(
        reply=reply,
        child=child,
        writers=theirs or tuple(known),
        shared=reply.contact_id is None and len(theirs) > 1,
        siblings=tuple(siblings.exclude(pk=reply.pk).select_related("day__pupil").order_by("day__pupil__sort_name")),
        suggested=suggested,
        may_enter=_may_enter(request, reply) and not (child and child.ended),
    )


@requires(Permission.FOLLOW_ABSENCE)
@require_http_methods(PAGE)
def reply(request: MemberRequest, reply_id: uuid.UUID) -> HttpResponse:
    """The words, who wrote them, about whom; a person accepts what they suggest, decides otherwise or sets them aside."""
    row = _reply(request, reply_id)
    shown = _page_of(request, row)
    amends = _may_enter(request, row)
    form = RulingForm(
        posted(request),
        suggested=shown.suggested,
        contacts=() if row.contact_id else shown.writers,
        reasons=reasons_on(row.date) if shown.may_enter else (),
    )

    def act() -> str:
        signed = signature_of(request.member, row.date)
        try:
            settle_reply(row, form.ruling_made, signed=signed, may_amend=amends, now=clock.now())
        except Overtaken:
            words = "Somebody changed this child’s mark at the same moment. Look at it again; nothing was saved."
            raise Refused(words, code="overtaken") from None
        code = form.ruling_made.code
        return f"Done. The register says {code} now." if code else "Done."

    def page() -> HttpResponse:
        if shown.child is not None:
            key, by = shown.child.placed.key, Actor.of(request.member)
            about = ("pupil", shown.child.placed.id)
            seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=about, pupils=[key], by=by, day=row.date)
            others = [one.day.pupil.key for one in shown.siblings if one.day is not None]
            seen(Shown.What.LIST, about=("list", "show=replies"), pupils=others, by=by, day=row.date)
            return form_page(request, "absence/reply.html", form, {"shown": shown, "sees_today": _sees_today(request)})
        whom = _whom_form(request, row)
        return form_page(request, "absence/reply.html", form, {"shown": shown, "whom": whom, "sees_today": True})

    return ask(request, form, act, to=lambda: _next(request, shown), page=page)


def _sees_today(request: MemberRequest) -> bool:
    """A head of year has no Today: a call sheet is where they come from."""
    return may(request.member, Permission.SEE_TODAY)


def _next(request: MemberRequest, shown: ReplyPage) -> str:
    """A brother or sister whom the same reply is about, or where one came from."""
    if shown.siblings:
        return reverse("reply", args=[shown.siblings[0].pk])
    if _sees_today(request) or shown.child is None:
        return f"{reverse('today')}#replies"
    return reverse("call_sheet", args=[shown.child.placed.id, shown.on.isoformat()])


def _whom_form(request: MemberRequest, reply: Reply) -> WhomForm:
    """Everybody who has no reason today, those of who wrote first; whoever opens it has seen them."""
    children = children_of(clock.today(), clock.now())
    if children:
        keys = [one.placed.key for one in children]
        seen(Shown.What.LIST, about=("list", "show=no-reason"), pupils=keys, by=Actor.of(request.member))
    own: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for one in sorted(children, key=lambda child: child.placed.sort_name):
        theirs = any(contact.contact == reply.contact_id for contact in one.contacts)
        (own if theirs else others).append((str(one.placed.id), f"{one.placed.name}, {one.placed.form}"))
    return WhomForm(posted(request), own=own, others=others)


@requires(Permission.FOLLOW_ABSENCE)
@require_POST
def reply_whom(request: MemberRequest, reply_id: uuid.UUID) -> HttpResponse:
    """Say which child a reply is about that answers no message."""
    row = _reply(request, reply_id)
    form = _whom_form(request, row)

    def act() -> str:
        if not form.is_valid():
            raise Refused("Choose a child who has no reason today.", code="no_child")
        pupil = Pupil.objects.get(pk=form.cleaned_data["pupil"])
        say_whom(row, pupil, signed=signature_of(request.member, clock.today()), now=clock.now())
        return "Now decide what to make of it."

    return press(request, act, to=reverse("reply", args=[row.pk]))
