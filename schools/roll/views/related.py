"""Related staff: from whom which household is hidden. Kept by safeguarding lead and headteacher, never of themselves."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted, press
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from foundation.ui.sentences import Said
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.forms.related import RelatedForm
from schools.roll.models import RelatedStaff
from schools.roll.operations.related import flag_related_staff, lift_related_staff
from schools.roll.queries.related import flags_of_related_staff


@requires(Permission.KEEP_RELATED_STAFF)
@require_http_methods(PAGE)
def related_staff(request: MemberRequest) -> HttpResponse:
    """The flags that stand, and a form to set one. The reader's own are not among them."""
    today, by = clock.today(), Actor.of(request.member)
    form = RelatedForm(posted(request), today=today)

    def act() -> str:
        flag_related_staff(form.cleaned_data["staff"], form.cleaned_data["pupil"], on=today, by=by)
        return "The household is hidden from them, but for the rows in registers that they take."

    def page() -> HttpResponse:
        flags = flags_of_related_staff(request.member.person_id)
        keys = sorted({pupil.key for flag in flags for pupil in flag.pupils})
        seen(Shown.What.LIST, about=("list", "show=related_staff"), pupils=keys, by=by)
        hidden = f" to {counted(len(keys), 'pupil')}, who are hidden from them."
        said = Said(strong=counted(len(flags), "flag of related staff", "flags of related staff"), after=hidden)
        none = Said("Nobody on the staff is flagged as related to a pupil.")
        return form_page(request, "roll/related.html", form, {"flags": flags, "said": said if flags else none})

    return ask(request, form, act, to=reverse("related_staff"), page=page)


@requires(Permission.KEEP_RELATED_STAFF)
@require_POST
def related_staff_lift(request: MemberRequest, row_id: uuid.UUID) -> HttpResponse:
    """Take a flag off. One's own does not exist for oneself."""
    standing = RelatedStaff.objects.exclude(post__person_id=request.member.person_id)
    row = get_object_or_404(standing, pk=row_id)

    def act() -> str:
        lift_related_staff(row, on=clock.today(), by=Actor.of(request.member))
        return "The flag is off. They see the household as far as their role reaches."

    return press(request, act, to=reverse("related_staff"))
