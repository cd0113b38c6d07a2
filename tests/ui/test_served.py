"""Styles and scripts as they are sent: made small once by the build, sent small to whoever takes it, kept as before."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import brotli
import pytest
from django.test import Client

from foundation.access.roles import Role
from foundation.ui.frontend import build as module
from tests.world import World

#: What a first visit may cost: page, styles, scripts and all of the typeface, of which few pages need more than one file.
MOST_BYTES = 100_000
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def officer(world: World) -> Client:
    """An attendance officer of a school, whose server found a whole build when it started."""
    module.build()
    school = world.schools[0]
    return world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)


def fetched(client: Client, path: str, accept: str = "gzip, deflate, br, zstd") -> tuple[bytes, dict[str, str]]:
    """The body as it travels, and the headers."""
    answer = client.get(path, headers={"accept-encoding": accept} if accept else {})
    assert answer.status_code == 200, path
    return answer.getvalue(), dict(answer.headers)


def assets(client: Client, page: bytes) -> Iterator[str]:
    """Everything that a page names, and the typefaces that its sheet names."""
    for path in ASSET.findall(page.decode()):
        yield path
        if path.endswith(".css"):
            sheet, _ = fetched(client, path, accept="")
            yield from {urljoin(path, found) for found in re.findall(r"url\(\"?([^)\"]+\.woff2)", sheet.decode())}


@pytest.mark.parametrize(
    ("accept", "packed"),
    [("gzip, deflate, br, zstd", "br"), ("br", "br"), ("gzip, deflate", "gzip"), ("gzip;q=1.0, identity", "gzip")],
)
def test_a_page_s_styles_and_scripts_are_sent_small_to_who_takes_it(officer: Client, accept: str, packed: str) -> None:
    page, _ = fetched(officer, "/registers/", accept="")
    paths = [path for path in dict.fromkeys(assets(officer, page)) if path.endswith((".css", ".js"))]
    assert [path.rpartition("/")[2] for path in paths] == ["rollcall.css", "early.js", "rollcall.js", "htmx.js"]
    for path in paths:
        small, headers = fetched(officer, path, accept)
        assert headers["Content-Encoding"] == packed, path
        assert headers["Vary"] == "Accept-Encoding", path
        assert int(headers["Content-Length"]) == len(small), path
        whole, _ = fetched(officer, path, accept="")
        assert UNPACKED[packed](small) == whole, path
        assert len(small) < len(whole), path


@pytest.mark.parametrize("accept", ["", "identity", "deflate", "zstd"])
@pytest.mark.parametrize("name", module.COMPRESSED)
def test_whoever_takes_neither_gets_the_file_as_it_is(officer: Client, name: str, accept: str) -> None:
    body, headers = fetched(officer, f"/static/built/{name}", accept)
    assert body == (module.BUILT / name).read_bytes()
    assert "Content-Encoding" not in headers
    assert headers["Vary"] == "Accept-Encoding"  # a cache on the way keeps them apart
    assert int(headers["Content-Length"]) == len(body)


@pytest.mark.parametrize("accept", ["", "gzip", "br"])
@pytest.mark.parametrize("name", module.COMPRESSED)
def test_a_kept_copy_is_asked_about_and_not_sent_again(officer: Client, name: str, accept: str) -> None:
    path = f"/static/built/{name}"
    _, headers = fetched(officer, path, accept)
    assert headers["Cache-Control"] == "max-age=60, public"
    assert headers["Content-Type"].startswith("text/css" if name.endswith(".css") else "text/javascript")
    for condition in ({"if-none-match": headers["ETag"]}, {"if-modified-since": headers["Last-Modified"]}):
        again = officer.get(path, headers={"accept-encoding": accept, **condition})
        assert (again.status_code, again.getvalue()) == (304, b"")
    assert officer.get(path, headers={"if-none-match": '"another"'}).status_code == 200


def test_the_typeface_is_sent_as_it_is(officer: Client) -> None:
    for font in module.BUILT.glob("*.woff2"):
        body, headers = fetched(officer, f"/static/built/{font.name}")
        assert body == font.read_bytes()
        assert "Content-Encoding" not in headers


def test_a_first_visit_costs_little(officer: Client) -> None:
    page, _ = fetched(officer, "/registers/", accept="")
    paths = dict.fromkeys(("/registers/", *assets(officer, page)))
    sizes = {path: len(fetched(officer, path)[0]) for path in paths}
    assert len([path for path in sizes if path.endswith(".woff2")]) == 3
    assert sum(sizes.values()) <= MOST_BYTES, sizes
