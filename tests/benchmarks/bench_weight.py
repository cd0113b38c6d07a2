"""What a browser that has nothing of ours yet fetches for a page of every day, in bytes as they are sent and as they unpack.

The page itself and all that it and its style sheets name of ours, each once. Pages are weighed as they come. Built files are
packed once, when a release is made, and here not: those that a release packs are weighed as gzip packs them.
"""

import gzip
import re
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from django.test import override_settings

from foundation.access.roles import Role
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Bench
from tests.benchmarks.serving import Browser, browser_of, granian
from tests.journeys.classroom import ahead
from tests.schools.registers.large import WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.world import World

NINE_35, THURSDAY_AM = at(9, 35), 7
#: Kilobytes: of all that a page needs, cold, and of the week's own HTML.
COLD, HTML = 100, 30
PACKED = {"css", "js", "svg", "webmanifest"}
NAMED = re.compile(r"""(?:src|href)=["']([^"'#?]+\.(?:js|css|svg|woff2|png|webmanifest)(?:\?[^"'#]*)?)["']""")
WITHIN = re.compile(r"""url\(["']?([^"')]+\.(?:woff2|svg|png))["']?\)""")


@dataclass(frozen=True)
class Fetched:
    """Something fetched: its bytes as they were sent, and unpacked where the encoding is gzip."""

    sent: int
    body: bytes


def fetched(browser: Browser, path: str) -> Fetched:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Host": browser.host, "Cookie": cookies, "Accept-Encoding": "gzip"}
    browser.connection.request("GET", path, headers=headers)
    answer = browser.connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    packed = answer.getheader("Content-Encoding") == "gzip"
    if packed:
        return Fetched(len(body), gzip.decompress(body))
    built = path.partition("?")[0].rpartition(".")[2] in PACKED
    return Fetched(len(gzip.compress(body, 9)) if built else len(body), body)


def everything(browser: Browser, path: str) -> dict[str, Fetched]:
    """The page and what it needs, by address."""
    page = fetched(browser, path)
    found = {path: page}
    for name in sorted(set(NAMED.findall(page.body.decode()))):
        address = urljoin(path, name)
        found[address] = fetched(browser, address)
        if address.partition("?")[0].endswith(".css"):
            for part in sorted(set(WITHIN.findall(found[address].body.decode()))):
                inner = urljoin(address, part)
                found.setdefault(inner, fetched(browser, inner))
    return found


@pytest.fixture(scope="module")
def large(world: World) -> Large:
    made = large_school(world, through=THURSDAY_AM)
    world.employ(Role.ATTENDANCE_OFFICER, made.school)
    return made


def test_weight_of_daily_pages(world: World, large: Large, bench: Bench) -> None:
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, large.school), large.school)
    with school_work(large.school):
        pupil = Pupil.objects.order_by("key")[0].pk
    register = f"/registers/{large.forms[0].pk}/{WEEK[6][0]}/am/"
    daily = {
        "Today": "/today/", "the week": "/week/", "a register": register, "Pupils": "/pupils/",
        "a pupil": f"/pupils/{pupil}/", "the desk": "/desk/",
    }  # fmt: skip
    print()
    with override_settings(CLOCK_AHEAD=ahead(NINE_35)), granian(NINE_35) as port:
        browser = browser_of(client, port, large.school)
        for name, path in daily.items():
            parts = everything(browser, path)
            assert len(parts) > 2, "the page names no style sheet or script"
            sent, raw = (sum(values) / 1000 for values in ([one.sent for one in parts.values()],
                                                          [len(one.body) for one in parts.values()]))  # fmt: skip
            said = f"{len(parts)} answers of 200, {raw:.0f} kB unpacked"
            bench.quantity(f"{name}, cold", sent, "kB", most=COLD, right=said)
            page = parts[path]
            bench.quantity(
                f"{name}, its HTML packed", page.sent / 1000, "kB", most=HTML, beside=("unpacked", len(page.body) / 1000),
                right="200",
            )  # fmt: skip
