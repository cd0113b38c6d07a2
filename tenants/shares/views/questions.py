"""Asking another authority whether it holds a notice of a child."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from tenants.shares.forms.questions import QuestionForm
from tenants.shares.operations.answering import Officer
from tenants.shares.operations.asking import ask as ask_authority
from tenants.shares.pages.questions import asked_by, lede, lines_of
from tenants.shares.queries.questions import asked_of_us, questions_here

#: Questions on one page, and of the newest that others asked.
ON_A_PAGE, HEARD = 50, 20


@requires(Permission.ASK_AUTHORITIES)
@require_http_methods(PAGE)
@sensitive_post_parameters("upn", "surname", "birth")
def questions(request: MemberRequest) -> HttpResponse:
    """Ask; and what was asked, by whom, of whom, with the answer."""
    here = request.place.key
    others = [one for one in request.place.authorities if one.pk != here]
    form = QuestionForm(posted(request), authorities=others)

    def act() -> str:
        officer = Officer(Actor.of(request.member), clock.now(), clock.today())
        row = ask_authority(form.other, form.of_whom, authority_id=here, officer=officer)
        return f"{row.asked_name} is asked. The answer stands below in a moment."

    def page() -> HttpResponse:
        rows, heard = questions_here(), asked_of_us()
        waiting = rows.filter(answer=None).count()
        shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": shown,
            "lines": lines_of(shown),
            "waiting": waiting,
            "heard": asked_by(heard[:HEARD]),
            "others": others,
            "lede": lede(rows.count(), waiting, heard.count()),
        }
        return form_page(request, "shares/questions.html", form, context)

    return ask(request, form, act, to=reverse("questions"), page=page)
