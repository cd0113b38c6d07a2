"""The product's own host and identity middleware without its guard: the same one question about who asks, in autocommit."""

import os
import uuid
from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from foundation.database.scope import Scope
from tenants.memberships import arriving, middleware
from tenants.trusts.places import Place

middleware.identity_work = nullcontext
arriving.guarded_connection = lambda: connection

IdentityMiddleware = middleware.IdentityMiddleware


class PlaceMiddleware:
    """The one host there is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        key = uuid.UUID(os.environ["STACK_SCHOOL"])
        self.place = Place("school", os.environ["STACK_HOST"], key, "", "", Scope("school", "", "", ""))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.place = self.place
        request.urlconf = settings.ROOT_URLCONF
        return self.get_response(request)
