"""The template context processor: `shell`, worked out only when a template asks for it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from foundation.ui.shell import shell_of


def shell(request: HttpRequest) -> dict[str, object]:
    """Give templates `shell`, the frame of the page (a `foundation.ui.shell.Shell`, falsy where there is no place)."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}
