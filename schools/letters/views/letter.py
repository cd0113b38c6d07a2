"""One letter: begun, written, read as it will be printed, approved, printed, sent or withdrawn."""

import uuid

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import check, may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.letters.forms.letters import NewForm, WordsForm
from schools.letters.models import Letter
from schools.letters.operations import approve, draft, edit, let_go, print_letters, reopen, send, settle_doubt, withdraw
from schools.letters.operations.sending import let_be_written_to
from schools.letters.pages.letter import letter_page
from schools.letters.pages.papers import left_pdf, unsent_pdf
from schools.letters.pages.words import sent_words
from schools.letters.queries.letters import letters_for, may_approve
from schools.letters.rules.kinds import kinds
from schools.letters.views.letters import pdf_response
from schools.roll.models import Pupil
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.signing import signature_of


@requires(Permission.WRITE_LETTERS)
@require_http_methods(PAGE)
def letter_new(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """Begin a letter about a pupil."""
    pupil: Pupil = get_object_or_404(policy_for(Permission.WRITE_LETTERS).visible(request.member), pk=pupil_id)
    contacts = contacts_of(pupil, clock.today())
    mine = [kind for kind in kinds() if kind.by_hand and may(request.member, kind.seen_by)]
    form = NewForm(posted(request), contacts=contacts, kinds=mine)
    made: list[Letter] = []

    def act() -> str:
        contact = uuid.UUID(form.cleaned_data["contact"])
        kind, by, now = form.cleaned_data["kind"], Actor.of(request.member), clock.now()
        made.append(draft(kind, pupil=pupil, contact=contact, by=by, now=now))
        return ""

    def page() -> HttpResponse:
        about, by = ("pupil", pupil.pk), Actor.of(request.member)
        seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=about, pupils=[pupil.key], by=by)
        barred = [one for one in contacts if one.restrictions]
        return form_page(request, "letters/new.html", form, {"pupil": pupil, "contacts": contacts, "barred": barred})

    return ask(request, form, act, to=lambda: reverse("letter", args=[made[0].pk]), page=page)


def _opened(request: MemberRequest, letter_id: uuid.UUID) -> Letter:
    """A letter that this person may see; that they were shown it is written down."""
    letter: Letter = get_object_or_404(letters_for(request.member), pk=letter_id)
    about, by = ("pupil", letter.pupil_id), Actor.of(request.member)
    seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=about, pupils=[letter.pupil.key], by=by)
    return letter


@requires(Permission.WRITE_LETTERS)
@require_http_methods(PAGE)
def letter(request: MemberRequest, letter_id: uuid.UUID) -> HttpResponse:
    """A letter as it reads, with what can be done; a draft is written in here."""
    row = _opened(request, letter_id)
    shown = {"heading": row.heading, "body": row.body, "version": row.version}
    form = WordsForm(posted(request), initial=shown)
    approving = "approve" in request.POST
    if approving:
        _check_approves(request, row)

    def act() -> str:
        changed = edit(row, **form.cleaned_data, by=Actor.of(request.member), now=clock.now())
        if approving:
            approve(row, signed=signature_of(request.member, clock.today()), now=clock.now())
            return "Approved. Print it, or send it by email."
        return "Saved." if changed else "Nothing was different."

    def page() -> HttpResponse:
        member = request.member
        approves = may_approve(member, row)
        lead = may(member, Permission.TAKE_HAND_OVER)
        made = letter_page(row, may_approve=approves, lead=lead, today=clock.today())
        return form_page(request, "letters/letter.html", form, {"page": made, "school": request.place.name})

    return ask(request, form, act, to=reverse("letter", args=[row.pk]), page=page)


def _check_approves(request: MemberRequest, row: Letter) -> None:
    """A 404, as for what does not exist, to who does not approve it."""
    if not may_approve(request.member, row):
        raise Http404


@requires(Permission.WRITE_LETTERS)
@require_safe
def letter_file(request: MemberRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The letter as a PDF: as it left, or, to be read, as it would leave today."""
    row, school = _opened(request, letter_id), request.place.name
    try:
        content = left_pdf(row, school=school) if row.has_left else unsent_pdf(row, school=school, today=clock.today())
    except Refused as refused:
        return render(request, "letters/undrawn.html", {"letter": row, "said": refused.first.said}, status=422)
    return pdf_response(content, f"letter-{row.reference}.pdf")


@requires(Permission.WRITE_LETTERS)
@require_POST
def letter_act(request: MemberRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Do one thing with a letter."""
    row: Letter = get_object_or_404(letters_for(request.member), pk=letter_id)
    asked = request.POST.get("act", "")
    if asked == "approve":
        _check_approves(request, row)
    if asked in ("print", "print_by_hand"):
        return _print(request, row, by_hand=asked == "print_by_hand")
    return press(request, lambda: _do(request, row, asked), to=reverse("letter", args=[row.pk]))


def _print(request: MemberRequest, row: Letter, *, by_hand: bool) -> HttpResponse:
    to: list[str] = []

    def act() -> str:
        printing = print_letters([row], by_hand=by_hand, by=Actor.of(request.member), now=clock.now())
        to.append(reverse("letters_printed", args=[printing.batch]))
        return ""

    answer = press(request, act, to=reverse("letter", args=[row.pk]))
    return HttpResponseRedirect(to[0]) if to else answer


def _do(request: MemberRequest, row: Letter, asked: str) -> str:
    """What the button asked for; what is then said of it."""
    member, now = request.member, clock.now()
    by, signed = Actor.of(member), signature_of(member, clock.today())
    said = ""
    if asked == "approve":
        approve(row, version=_version(request), signed=signed, now=now)
        said = "Approved. Print it, or send it by email."
    elif asked == "reopen":
        reopen(row, signed=signed, now=now)
        said = "It is a draft again, and has to be approved again."
    elif asked == "send":
        said = sent_words(send(row, by=by, now=now))
    elif asked == "let_go":
        row = let_go(row, lead=may(member, Permission.TAKE_HAND_OVER), by=by, now=now)
        said = "Let go. It is being sent." if row.send_at == now else f"Let go. {sent_words(row)}"
    elif asked == "lead_says_so":
        check(member, Permission.TAKE_HAND_OVER)
        let_be_written_to(row, by=by, now=now)
        said = "Noted. It may be printed or sent."
    elif asked in ("was_sent", "was_not_sent"):
        settle_doubt(row, sent=asked == "was_sent", by=by, now=now)
        said = "Noted." if asked == "was_sent" else "Noted. It may be sent again, or printed."
    elif asked == "withdraw":
        withdraw(row, by=by, now=now)
        said = "Withdrawn. It does not go."
    if not said:
        raise Refused("Choose what to do with the letter.", code="act")
    return said


def _version(request: MemberRequest) -> int:
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        raise Refused("Read the letter, then approve it from its page.", code="version") from None
