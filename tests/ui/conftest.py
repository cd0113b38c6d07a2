"""One browser for the tests of parts and pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from foundation.ui.frontend.build import build
from tests.browser import launched, opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    build()
    with launched() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as fresh:
        yield fresh
