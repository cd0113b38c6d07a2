"""The product as the demo runs it, within the tests: its addresses and pages are decided when the URLs are read."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import override_settings
from django.urls import clear_url_caches

from rollcall.settings import demo
from rollcall.urls import id as id_urls
from rollcall.urls import nowhere


@contextmanager
def demo_settings() -> Iterator[dict[str, Any]]:
    """What `rollcall.settings.demo` sets and a page can tell; the tests' own database and secret stay."""
    names = ("DEMO", "SIGNPOST_HOSTS", "TEMPLATES")
    changed = {name: getattr(demo, name) for name in names} | {
        "ALLOWED_HOSTS": [*settings.ALLOWED_HOSTS, *demo.SIGNPOST_HOSTS]
    }
    with override_settings(**changed):
        _read_urls_again()
        yield changed
    _read_urls_again()


def _read_urls_again() -> None:
    for module in (id_urls, nowhere):
        importlib.reload(module)
    clear_url_caches()
