"""The membership question, as plain Django and stock django-tenants would ask it in a middleware."""

import os
import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from foundation.database.scope import Scope
from tenants.memberships.queries import member_at
from tenants.trusts.places import Place


class MembershipMiddleware:
    """Who is asking, at the school the page is about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        key = uuid.UUID(os.environ["STACK_SCHOOL"])
        self.place = Place("school", "", key, "", "", Scope("school", "", "", ""))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.member = member_at(request.user, self.place, on=timezone.localdate())
        if request.member is None:
            raise Http404
        return self.get_response(request)
