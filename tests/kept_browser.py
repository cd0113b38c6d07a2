"""One Chromium for the modules of tests that follow one another with it: starting it and Playwright is a second's work.

While it lives, Playwright's loop runs in this thread, where a second Chromium could not be launched and a test of coroutines
would find a loop already running. So it goes before the first test that does not ask for it, once the last module that did
is torn down. Nothing passes from one test to the next by it: each opens a profile of its own (`tests.browser.opened`).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass
class Kept:
    """The Chromium there is, and whether a module is using it."""

    browser: "Browser | None" = None
    in_use: bool = False
    ending: ExitStack = field(default_factory=ExitStack)

    def take(self) -> "Browser":
        """The one there is, or a new one."""
        from tests.browser import launched

        if self.browser is None or not self.browser.is_connected():
            self.let_go()
            self.browser = self.ending.enter_context(launched())
        self.in_use = True
        return self.browser

    def let_go(self) -> None:
        """End it, if there is one."""
        self.browser = None
        self.ending.close()


_kept = Kept()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, with the pages' styles and scripts built."""
    from foundation.ui.frontend.build import build

    build()
    yield _kept.take()
    _kept.in_use = False


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test without it, in a module without it, finds none."""
    if not _kept.in_use and "browser" not in getattr(item, "fixturenames", ()):
        _kept.let_go()


def pytest_sessionfinish() -> None:
    """Nor does it outlive the tests."""
    _kept.let_go()
