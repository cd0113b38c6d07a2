"""Letters by state, and what is done with several at once: approved, or printed as one file."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import press
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import counted
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.letters.models import Letter
from schools.letters.operations import approve, print_letters
from schools.letters.pages.letters import Batch, Row, lede_of, tab_of, tabs_of
from schools.letters.pages.papers import left_paper, pdf_of
from schools.letters.queries.letters import TABS, counts_by_tab, letters_for, may_approve
from schools.roll.queries.signing import signature_of

LETTERS_A_PAGE = 100
PDF = "application/pdf"


@requires(Permission.WRITE_LETTERS)
@require_safe
def letters(request: MemberRequest) -> HttpResponse:
    """The letters in one state, those that changed last first."""
    rows = letters_for(request.member)
    counts = counts_by_tab(rows)
    tab = tab_of(request.GET.get("show", ""), counts)
    found = rows.filter(state__in=TABS[tab]).order_by("-state_at", "-pk")
    page = Paginator(found, LETTERS_A_PAGE).get_page(request.GET.get("page"))
    shown = [Row(one) for one in page.object_list]
    by = Actor.of(request.member)
    seen(Shown.What.LIST, about=("list", f"letters={tab}"), pupils=(row.letter.pupil.key for row in shown), by=by)
    context = {
        "tab": tab,
        "tabs": tabs_of(tab, counts),
        "lede": lede_of(counts),
        "page": page,
        "rows": shown,
        "may_change_texts": may(request.member, Permission.KEEP_LETTER_TEXTS),
    }
    return render(request, "letters/letters.html", context)


@requires(Permission.WRITE_LETTERS)
@require_POST
def letters_approve(request: MemberRequest) -> HttpResponse:
    """Approve the chosen drafts, each of a kind that this person approves and as it was shown."""

    def act() -> str:
        signed, now = signature_of(request.member, clock.today()), clock.now()
        chosen, versions = _chosen(request), _versions(request)
        left = 0
        for letter in chosen:
            try:
                if not may_approve(request.member, letter):
                    raise Refused("Somebody else approves this kind of letter.", code="not_yours")
                approve(letter, version=versions.get(letter.pk), signed=signed, now=now)
            except Refused as refused:
                if len(chosen) == 1:
                    raise
                left += 1
                last = refused.first.said
        done = f"{counted(len(chosen) - left, 'letter')} approved."
        return f"{done} {left} left as they were: {last}" if left else done

    return press(request, act, to=f"{reverse('letters')}?show=drafts")


@requires(Permission.WRITE_LETTERS)
@require_POST
def letters_print(request: MemberRequest) -> HttpResponse:
    """Print the chosen letters as one file, and go to it."""
    batch: list[uuid.UUID] = []

    def act() -> str:
        by_hand = request.POST.get("by_hand") == "yes"
        printing = print_letters(_chosen(request), by_hand=by_hand, by=Actor.of(request.member), now=clock.now())
        batch.append(printing.batch)
        left = len(printing.left)
        return f"{left} not printed: {printing.left[0][1].said}" if left else ""

    answer = press(request, act, to=f"{reverse('letters')}?show=approved")
    return HttpResponseRedirect(reverse("letters_printed", args=batch)) if batch else answer


def _chosen(request: MemberRequest) -> list[Letter]:
    """The letters that were ticked and that this person may see."""
    keys = []
    for text in request.POST.getlist("letter"):
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            raise Refused("Choose letters of the list.", code="letter", field="letter") from None
    found = list(letters_for(request.member).filter(pk__in=keys).order_by("pk"))
    if not found:
        raise Refused("Tick at least one letter.", code="none", field="letter")
    return found


def _versions(request: MemberRequest) -> dict[uuid.UUID, int]:
    """The version of each letter's words that the list showed."""
    found = {}
    for text in request.POST.getlist("shown"):
        key, _, version = text.partition(" ")
        try:
            found[uuid.UUID(key)] = int(version)
        except ValueError:
            raise Refused("Choose letters of the list.", code="letter", field="letter") from None
    return found


def _batch(request: MemberRequest, batch: uuid.UUID) -> list[Letter]:
    found = list(
        letters_for(request.member).filter(batch=batch).order_by("to_address", "to_name", "pupil__sort_name", "pk")
    )
    if not found:
        raise Http404
    by = Actor.of(request.member)
    about = ("list", "letters=printed")
    seen(Shown.What.LIST, Shown.What.CONTACTS, about=about, pupils=(one.pupil.key for one in found), by=by)
    return found


@requires(Permission.WRITE_LETTERS)
@require_safe
def letters_printed(request: MemberRequest, batch: uuid.UUID) -> HttpResponse:
    """Letters that were printed together, with their one file."""
    found = _batch(request, batch)
    return render(request, "letters/printed.html", {"batch": batch, "page": Batch(found), "rows": [*map(Row, found)]})


@requires(Permission.WRITE_LETTERS)
@require_safe
def letters_printed_file(request: MemberRequest, batch: uuid.UUID) -> HttpResponse:
    """The one file of letters that were printed together."""
    found = _batch(request, batch)
    papers = [left_paper(one, school=request.place.name) for one in found]
    return pdf_response(pdf_of(papers, title="Letters", made_at=found[0].state_at), "letters.pdf")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows; nobody between keeps it. Its name names nobody."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=PDF, headers=headers)
