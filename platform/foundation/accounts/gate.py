"""The gate of the id host: its pages belong to the person themselves, at no place, so there is no member to ask."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from foundation.access.gate import DECLARATION

#: What the route test reads from a view of the id host that wants somebody signed in.
SIGNED_IN = "signed_in"


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view of the id host: whoever is not signed in does that first and comes back."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method == "GET" else reverse("home")
            return redirect_to_login(back, login_url=reverse("account_login"))
        return view(request, *args, **kwargs)

    setattr(gated, DECLARATION, SIGNED_IN)
    return gated
