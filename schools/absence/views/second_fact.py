"""A page that a parent comes to by a link, without an account: a birth date first, and then what the page is for, once.

Opening it changes nothing: mail scanners and phones fetch addresses before anybody reads them. No child is named before a
birth date was typed; what has passed is carried to the next step signed, for this link alone, and not in a cookie.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse

from foundation import clock
from foundation.acting import form_page
from foundation.ui.views import link_opens_nothing
from schools.absence.forms.second_fact import BirthForm
from schools.absence.operations.second_fact import is_birth_of
from schools.absence.rules.replies import MOST_TRIES
from schools.journal.operations import hold_link, note_wrong_try
from schools.journal.queries import came_by, link_of, wrong_tries

#: How long the second step may take: whoever leaves it open longer types the date again.
_PASSED_FOR: Final = dt.timedelta(hours=1)

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParentsPage:
    """One kind of such a page: what its links are for, and what comes once something has come in by one.

    `child` is the name under which a link's facts keep what they know each child by. `shown` draws the page for who has
    passed, given the proof that its form carries on; `taken` takes in what that form sends.
    """

    purpose: str
    topic: str
    child: str
    title: str
    heading: str
    shown: Callable[[HttpRequest, Facts, str], HttpResponse]
    taken: Callable[[HttpRequest, Facts], HttpResponse]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page as far as who asks has come; or one page for every link that opens nothing (any more)."""
        if request.method == "POST":
            hold_link()
        link = link_of(self.purpose, clock.now())
        if link is None or wrong_tries() >= MOST_TRIES or came_by(self.topic):
            return link_opens_nothing(request)
        if request.method == "POST" and self._has_passed(request):
            return self.taken(request, link.facts)
        if request.method == "POST" and "birth" in request.POST:
            return self._second_fact(request, link.facts)
        return self._birth_page(request, BirthForm())

    @property
    def _signer(self) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=self.purpose)

    def _has_passed(self, request: HttpRequest) -> bool:
        """Whether the form carries what the right birth date was answered with, for this link."""
        try:
            passed = self._signer.unsign(request.POST.get("proof", ""), max_age=_PASSED_FOR)
        except signing.BadSignature:
            return False
        return passed == _name_of(request)

    def _second_fact(self, request: HttpRequest, facts: Facts) -> HttpResponse:
        form = BirthForm(request.POST)
        if not form.is_valid():
            return self._birth_page(request, form)
        birth = form.cleaned_data["birth"]
        if any(is_birth_of(self.purpose, one[self.child], one["birth"], birth) for one in facts["children"]):
            return self.shown(request, facts, self._signer.sign(_name_of(request)))
        note_wrong_try()
        left = MOST_TRIES - wrong_tries()
        if left <= 0:
            return link_opens_nothing(request)
        words = f"That is not a date of birth we have for this link. {left} more {'try' if left == 1 else 'tries'}."
        form.add_error("birth", words)
        return self._birth_page(request, form)

    def _birth_page(self, request: HttpRequest, form: BirthForm) -> HttpResponse:
        context = {"school": school_of(request), "title": self.title, "heading": self.heading}
        return form_page(request, "absence/second_fact.html", form, context)


def _name_of(request: HttpRequest) -> str:
    name: str = request.link  # type: ignore[attr-defined]
    return name


def school_of(request: HttpRequest) -> str:
    """The name of the school whose link it is."""
    name: str = request.place.name  # type: ignore[attr-defined]
    return name


def names_of(facts: Facts) -> list[str]:
    """The first names of the children that a link is about."""
    return [child["name"] for child in facts["children"]]
