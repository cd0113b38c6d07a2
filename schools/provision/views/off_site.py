"""Who is off site today: confirmed in the line itself, chased once a session, an absence decided by a person."""

import datetime as dt
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import attempt, done, press
from foundation.audit.actors import Actor
from foundation.refusals import Malformed
from foundation.statuses import UNPROCESSABLE
from schools.absence.pages.reasons import reasons_on
from schools.calendar.rules.sessions import SESSIONS
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.provision.forms.day import SettleForm, WordForm
from schools.provision.models import Provider, Word
from schools.provision.operations.asking import chase
from schools.provision.operations.saying import note_word, settle_word
from schools.provision.pages.off_site import OffSite, off_site_page
from schools.provision.queries.rights import placements_for
from schools.provision.rules.elsewhere import Said
from schools.registers.rules.addresses import read_day
from schools.registers.rules.codes import NO_REASON_YET
from schools.roll.queries.signing import signature_of


def _codes(on: dt.date) -> list[tuple[str, str]]:
    """What may be entered for an absence: N first, which has the family asked."""
    return [(NO_REASON_YET, "N: no reason yet, ring the family"), *reasons_on(on)]


@requires(Permission.SEE_PROVISION)
@require_safe
def off_site(request: MemberRequest) -> HttpResponse:
    """Each session of today in which somebody is expected elsewhere, what waits first; and what is left of four weeks."""
    return _page(request)


def _page(request: MemberRequest, faults: list[str] | None = None, at: str = "") -> HttpResponse:
    """The page; 422 with what stands against what was asked of a line."""
    page: OffSite = off_site_page(clock.today(), clock.now(), placements_for(request.member))
    seen(Shown.What.LIST, about=("list", "show=off-site"), pupils=page.pupils, by=Actor.of(request.member))
    context = {
        "page": page,
        "keeps": may(request.member, Permission.KEEP_PROVISION),
        "codes": _codes(clock.today()),
        "said": Said,
        "faults": faults or [],
        "at": at,
    }
    return render(request, "provision/off_site.html", context, status=UNPROCESSABLE if faults else 200)


@requires(Permission.KEEP_PROVISION)
@require_POST
def say(request: MemberRequest) -> HttpResponse:
    """Take down what a place says of one pupil in one session: that they came is entered at once."""
    form = WordForm(request.POST)

    def act() -> str:
        told = form.told
        place = get_object_or_404(placements_for(request.member), pk=form.key)
        note_word(place.pk, told, signed=signature_of(request.member, clock.today()), now=clock.now())
        return _SAID[told.said]

    said = attempt(form, act)
    if said is None:
        return _page(request, _faults_of(form), _line_of(form))
    return done(request, said, f"{reverse('off_site')}#lines")


_SAID = {
    Said.PRESENT: "Confirmed: it is in the register.",
    Said.ABSENT: "Noted. Say what is entered for the absence.",
    Said.UNKNOWN: "Noted: they do not know. It stays missing.",
}


def _faults_of(form: WordForm | SettleForm) -> list[str]:
    return list(dict.fromkeys(str(words) for found in form.errors.values() for words in found))


def _line_of(form: WordForm) -> str:
    """The line of the page that a form is of."""
    clean = form.cleaned_data
    if not {"placement", "date", "session"} <= clean.keys():
        return ""
    return f"{clean['placement']}-{clean['date']:%Y%m%d}-{clean['session']}"


@requires(Permission.KEEP_PROVISION)
@require_POST
def settle(request: MemberRequest, word_id: uuid.UUID) -> HttpResponse:
    """Decide what is entered for an absence that a place reported."""
    rows = Word.objects.filter(placement__in=placements_for(request.member))
    word = get_object_or_404(rows, pk=word_id)
    form = SettleForm(request.POST, codes=_codes(word.date))

    def act() -> str:
        code, reason = form.cleaned_data["code"], form.cleaned_data["reason"]
        signed = signature_of(request.member, clock.today())
        settle_word(word, code, reason=reason, signed=signed, now=clock.now())
        return "Entered: N. First-day contact begins." if code == NO_REASON_YET else "Decided."

    said = attempt(form, act)
    if said is None:
        line = f"{word.placement_id}-{word.date:%Y%m%d}-{word.session}"
        return _page(request, _faults_of(form), line)
    return done(request, said, f"{reverse('off_site')}#lines")


def session_day(date: str, session: int) -> dt.date:
    """The day of an address that names a session; a 404 for what is none."""
    try:
        on = read_day(date)
    except Malformed:
        raise Http404 from None
    if session not in SESSIONS:
        raise Http404
    return on


@requires(Permission.KEEP_PROVISION)
@require_POST
def chase_provider(request: MemberRequest, provider_id: uuid.UUID, date: str, session: int) -> HttpResponse:
    """Ask a provider once more about a session, by its link or, with the button that says so, because somebody rang."""
    row, on = get_object_or_404(Provider, pk=provider_id), session_day(date, session)

    def act() -> str:
        rang = request.POST.get("by") == "call"
        chase(row, on, session, rang=rang, by=Actor.of(request.member), now=clock.now())
        return "Noted that you rang." if rang else "Chased: a new link is on its way to them."

    return press(request, act, to=f"{reverse('off_site')}#lines")
