"""Letters to parents about an exclusion: begun for the headteacher to approve, and recorded as given once they have left."""

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import counted
from schools.exclusions.forms.letters import LettersForm
from schools.exclusions.models import Exclusion
from schools.exclusions.operations.letters import draft_letters, record_letter
from schools.exclusions.pages.letters import letter_values
from schools.exclusions.pages.letters import notice_letters as letters_shown
from schools.exclusions.pages.one import exclusion_page
from schools.exclusions.pages.words import address_of
from schools.exclusions.queries.notices import standing_of
from schools.exclusions.queries.settings import settings_now
from schools.exclusions.rules.drafts import TO_CONFIRM
from schools.exclusions.views.acting import opened, signed
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.queries.contacts import contacts_of


@requires(Permission.KEEP_EXCLUSIONS)
@require_http_methods(PAGE)
def notice_letters(request: MemberRequest, exclusion_id: uuid.UUID) -> HttpResponse:
    """The letters to parents about an exclusion; begin some, or record that one was given."""
    row = opened(request, exclusion_id, Permission.KEEP_EXCLUSIONS)
    here = reverse("exclusion_letters", args=[row.pk])
    if "given" in request.POST:
        return press(request, lambda: _record(request, row), to=here)
    contacts, advice = contacts_of(row.pupil, clock.today()), settings_now().advice
    form = LettersForm(posted(request), contacts=contacts)

    def act() -> str:
        page = exclusion_page(row, clock.today())
        values = letter_values(page, standing_of(row, page.ledger, clock.today()), advice)
        made = draft_letters(row, form.cleaned_data["contacts"], values, signed=signed(request), now=clock.now())
        left = f" {len(made.left)} not drafted: {made.left[0].said}" if made.left else ""
        return f"{counted(made.drafted, 'letter')} drafted, for the headteacher to approve.{left}"

    def page() -> HttpResponse:
        about, by = ("pupil", row.pupil_id), Actor.of(request.member)
        seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=about, pupils=[row.pupil.key], by=by)
        barred = [one for one in contacts if one.restrictions]
        shown = {"row": row, "letters": letters_shown(row), "contacts": contacts, "barred": barred, "advice": advice}
        return form_page(request, "exclusions/letters.html", form, shown | {"to_confirm": TO_CONFIRM})

    return ask(request, form, act, to=here, page=page)


def _record(request: MemberRequest, row: Exclusion) -> str:
    try:
        key = uuid.UUID(request.POST["given"])
    except ValueError:
        raise Refused("Choose a letter of the list.", code="letter") from None
    record_letter(row, key, address=address_of(row), signed=signed(request), now=clock.now())
    return "Recorded as given."
