"""A real browser for tests: Chromium, a page that remembers what went wrong in it, and one check for every page.

    with launched() as browser, opened(browser) as page:
        page.goto(...)
        assert_accessible(page)

Without Chromium the tests that need it are skipped, saying so; ROLLCALL_REQUIRE_BROWSER=1 makes that a failure. Names
under .localhost all lead to this machine. Sign in by the pages, as people do, not through the database.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

# Playwright's loop runs in this thread, and Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# What a page is to show is waited for three times as long as Playwright would: a slow or busy machine is no fault of it.
expect.set_options(timeout=15_000)

#: Any of these shows the same pages. The first is Chromium without windows, which takes two thirds of the processors' time.
PATHS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]
WIDE, NARROW = 1280, 360
HEIGHTS = {WIDE: 900, NARROW: 780}

Scheme = Literal["light", "dark"]
#: As axe's `runOnly` takes them.
Rules = dict[str, str | list[str]]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES: Rules = {"type": "tag", "values": STANDARDS}
DARK_RULES: Rules = {"type": "rule", "values": ["color-contrast"]}
NARROW_RULES: Rules = {"type": "rule", "values": ["color-contrast", "target-size"]}

#: axe, which measures the space around a target only where the target is too small: either is enough, and measuring the
#: space around each of a grid's cells would be half of axe's time. What the text of a colour means it works out once a page.
AXE = f"""{AXE_SCRIPT}
(() => {{
    const {{ 'target-size': size, 'target-offset': space }} = axe._audit.checks;
    const [isLarge, hasSpace, large] = [size.evaluate, space.evaluate, new WeakSet()];
    size.evaluate = function (element, options, target) {{
        const answer = isLarge.call(this, element, options, target);
        if (answer === true) large.add(target);
        return answer;
    }};
    space.evaluate = function (element, options, target) {{
        return large.has(target) || hasSpace.call(this, element, options, target);
    }};
    const Color = axe.commons.color.Color.prototype;
    const [parse, known] = [Color.parseString, new Map()];
    Color.parseString = function (text) {{
        if (!known.has(text)) {{
            parse.call(this, text);
            known.set(text, [this.r, this.g, this.b, this.alpha]);
        }}
        [this.r, this.g, this.b, this.alpha] = known.get(text);
        return this;
    }};
}})();"""

_faults: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a Chromium; skip the test with the reason when there is none, or fail when one is required."""
    path = next((found for name in PATHS if (found := shutil.which(name))), None)
    if path is None:
        say = "Chromium is not installed (apt-get install chromium-headless-shell), so pages were not seen in a browser"
        if os.environ.get("ROLLCALL_REQUIRE_BROWSER") == "1":
            pytest.fail(say)
        pytest.skip(say)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """Give a page in a fresh browser profile that keeps what its console and its scripts complain of."""
    size = {"width": WIDE, "height": HEIGHTS[WIDE]}
    context = browser.new_context(**({"viewport": size, "reduced_motion": "reduce", "locale": "en-GB"} | options))
    page = context.new_page()
    faults = _faults.setdefault(page, [])
    page.on("console", lambda message: _hear(page, message))
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    try:
        yield page
    finally:
        context.close()


def _hear(page: Page, message: ConsoleMessage) -> None:
    """Keep a complaint, except Chromium's remark that the page itself answered 4xx or 5xx, which a test may want.

    And except that a font was not used "within a few seconds" of its page: on a busy machine nothing is.
    """
    own_status = message.text.startswith("Failed to load resource") and message.location.get("url") == page.url
    slow = "was preloaded using link preload but not used within" in message.text
    if message.type in ("error", "warning") and not own_status and not slow:
        _faults[page].append(f"console: {message.text}")


def faults_of(page: Page) -> list[str]:
    """Return what the page's console, scripts and content security policy complained of so far."""
    return list(_faults[page])


def shoot(page: Page, name: str) -> None:
    """Keep a picture of a page, wide and narrow, in the folder that ROLLCALL_SHOTS names; none without one."""
    if folder := os.environ.get("ROLLCALL_SHOTS"):
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": WIDE, "height": HEIGHTS[WIDE]})


def assert_accessible(
    page: Page, *, widths: tuple[int, ...] = (WIDE, NARROW), wanted: tuple[int, ...] = (), whole: bool = False
) -> None:
    """Check the page as it stands, wide and narrow, light and dark.

    WCAG 2.2 AA and best-practice rules find nothing, nothing scrolls sideways, and neither the console nor the content
    security policy has complained. `wanted` are statuses the page's own requests were meant to get. Leaves the page wide
    and light.

    All rules are asked at the first width in light; at the last one contrast in dark, and the size of targets: what a scheme
    changes and what a width changes are seen once each. `whole` asks all rules at every width, and contrast in both schemes:
    of the page that is worked in longest in each room (sign-in, the register, the school's week, a pupil, who is near the
    line, a record of the roll, an import, the comparison) and of the gallery, which holds every part.
    """
    problems: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        problems += _sideways(page, width)
        for scheme, rules in _asked(first=width == widths[0], last=width == widths[-1], whole=whole):
            page.emulate_media(color_scheme=scheme)
            problems += [f"{width} px, {scheme}: {finding}" for finding in _findings(page, rules)]
    page.set_viewport_size({"width": WIDE, "height": HEIGHTS[WIDE]})
    page.emulate_media(color_scheme="light")
    problems += [
        fault for fault in faults_of(page) if not any(f"with a status of {status}" in fault for status in wanted)
    ]
    assert not problems, "\n".join([page.url, *problems])


def _asked(*, first: bool, last: bool, whole: bool) -> Iterator[tuple[Scheme, Rules]]:
    """What is asked at one width, and in which scheme."""
    if first or whole:
        yield "light", ALL_RULES
    if last or whole:
        yield "dark", DARK_RULES if first or whole else NARROW_RULES


def _findings(page: Page, rules: Rules) -> list[str]:
    """Ask axe, which is sent when this document has not had it yet."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(
        """async (rules) => {
            const answer = await axe.run(document, { resultTypes: ['violations'], runOnly: rules });
            return answer.violations.map(({ id, help, nodes }) =>
                `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`);
        }""",
        rules,
    )
    return found


def _sideways(page: Page, width: int) -> list[str]:
    """Return the elements that reach over the right edge when the page can be scrolled sideways, drawn at its new width."""
    over = page.evaluate(
        """async () => {
            await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
            const root = document.documentElement;
            if (root.scrollWidth <= root.clientWidth) return [];
            const over = [...document.body.querySelectorAll('*')].filter((element) => {
                const box = element.getBoundingClientRect();
                return box.right > root.clientWidth + 1 || box.left + element.scrollWidth > root.clientWidth + 1;
            });
            return ['page', ...over.slice(-3).map((element) => element.outerHTML.slice(0, 120))];
        }"""
    )
    return [f"{width} px: reaches over the edge: {element}" for element in over]
