"""Cards that the desk's scanner reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.audit.actors import Actor
from schools.desk.pages.cards import cards_of
from schools.desk.queries.points import forms_and_years
from schools.journal.models import Shown
from schools.journal.operations import seen


@requires(Permission.WORK_DESK)
@require_safe
def cards(request: MemberRequest) -> HttpResponse:
    """The cards of one form, for printing; the first form's until another is chosen."""
    today = clock.today()
    _, groups = forms_and_years(today)
    forms = list(groups.values())
    chosen = request.GET.get("form", "")
    form = chosen if chosen in forms else next(iter(forms), "")
    made = cards_of(form, today) if form else []
    seen(Shown.What.LIST, about=("list", "show=desk"), pupils=(card.key for card in made), by=Actor.of(request.member))
    return render(request, "desk/cards.html", {"cards": made, "forms": forms, "chosen": form})
