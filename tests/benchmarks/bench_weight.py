"""The daily pages in the journeys' browser: what it fetches that has nothing of ours, and when each can be used.

Weighed is what the browser says came of the page and of all it fetched for it, in bytes as they were sent and unpacked: a
built file in the packing that it takes, a cut of the typeface only where the page has a letter of it. A page can be used
once it is painted and its scripts have run; the milliseconds are the browser's own, from when it set out. Cold is a profile
that has nothing but the session; warm is a page opened once more in one that has it all.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from foundation.access.roles import Role
from foundation.accounts.models import Person
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench
from tests.benchmarks.served.one_read import PATH
from tests.benchmarks.serving import granian, settled
from tests.browser import opened
from tests.journeys.classroom import ahead
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.registers.large import WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.world import World, host_of

NINE_35, THURSDAY_AM = at(9, 35), 7
#: Kilobytes: of all that a page needs, cold, and of a page's own HTML.
COLD, HTML = 100, 30
#: Milliseconds until a page can be used, on quiet processors.
COLD_WITHIN, WARM_WITHIN = 500, 200
TOLD = """async () => {
    await document.fonts.ready;
    const painted = await new Promise((seen) => {
        const paints = new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach(seen));
        paints.observe({ type: 'paint', buffered: true });
    });
    const [page] = performance.getEntriesByType('navigation');
    const parts = [page, ...performance.getEntriesByType('resource')];
    return {
        ready: Math.max(painted.startTime, page.domContentLoadedEventEnd),
        parts: parts.map((part) => [part.encodedBodySize, part.decodedBodySize]),
    };
}"""


@dataclass(frozen=True)
class Seen:
    """A page as the browser opened it: milliseconds until it could be used; bytes sent and whole by part, its own first."""

    ready: float
    parts: list[tuple[int, int]]


@dataclass(frozen=True)
class Visitor:
    """A person and the browser, at a school that is served."""

    browser: Browser
    live: Live
    person: Person
    host: str

    @contextmanager
    def profile(self) -> Iterator[Page]:
        """A page of a browser that has the session and nothing else."""
        with opened(self.browser) as page:
            carry_session(page, self.live, self.person, self.host)
            yield page

    def open(self, page: Page, path: str) -> Seen:
        """AssertionError for anything but a 200."""
        answer = page.goto(self.live.address(self.host, path))
        assert answer is not None
        assert answer.status == 200, path
        told = page.evaluate(TOLD)
        return Seen(told["ready"], [(sent, whole) for sent, whole in told["parts"]])

    def open_cold(self, path: str) -> Seen:
        with self.profile() as page:
            return self.open(page, path)


def made_of(seen: Seen) -> str:
    assert seen.ready > 0
    return f"200 and painted, of {len(seen.parts)} parts"


@pytest.fixture(scope="module")
def large(world: World) -> Large:
    made = large_school(world, through=THURSDAY_AM)
    world.employ(Role.ATTENDANCE_OFFICER, made.school)
    settled(made.school)
    return made


@pytest.fixture
def visitor(world: World, large: Large, browser: Browser) -> Iterator[Visitor]:
    officer = world.person(Role.ATTENDANCE_OFFICER, large.school)
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)), granian(NINE_35) as port:
        yield Visitor(browser, Live(port), officer, host_of(large.school))


def daily(large: Large) -> dict[str, str]:
    """The pages of every day: their addresses."""
    with school_work(large.school):
        pupil = Pupil.objects.order_by("key")[0].pk
    return {
        "Today": "/today/", "the week": "/week/", "a register": f"/registers/{large.forms[0].pk}/{WEEK[6][0]}/am/",
        "Pupils": "/pupils/", "a pupil": f"/pupils/{pupil}/", "the desk": "/desk/",
    }  # fmt: skip


def test_weight_of_daily_pages(large: Large, visitor: Visitor, bench: Bench) -> None:
    print()
    for name, path in daily(large).items():
        seen = visitor.open_cold(path)
        assert len(seen.parts) > 4, "the page fetched no style sheet or script"
        sent, whole = (sum(sizes) / 1000 for sizes in zip(*seen.parts, strict=True))
        bench.quantity(f"{name}, cold", sent, "kB", most=COLD, right=f"{made_of(seen)}, {whole:.0f} kB unpacked")
        packed, html = (size / 1000 for size in seen.parts[0])
        bench.quantity(f"{name}, its HTML packed", packed, "kB", most=HTML, beside=("unpacked", html), right="200")


def test_daily_pages_can_be_used(large: Large, visitor: Visitor, bench: Bench) -> None:
    def act(name: str, path: str, page: Page | None = None) -> Act[Seen]:
        run = partial(visitor.open_cold, path) if page is None else partial(visitor.open, page, path)
        return Act(name, run, right=made_of, times=lambda seen: [seen.ready])

    paths = daily(large)
    with ExitStack() as profiles:
        for heat, within in (("warm", WARM_WITHIN), ("cold", COLD_WITHIN)):
            pages = {
                name: profiles.enter_context(visitor.profile()) if heat == "warm" else None for name in ("", *paths)
            }
            trivial = act("one-read page", PATH, pages[""])
            acts = {name: act(name, path, pages[name]) for name, path in paths.items()}
            bench.turns(f"Until a page can be used, {heat}", trivial, *acts.values(), rounds=20)
            for name, one in acts.items():
                bench.line(f"{name} can be used, {heat}", one, trivial, most=within)
