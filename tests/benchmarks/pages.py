"""Pages beside the one-read page and beside their own statements run bare, as whole requests of somebody signed in.

The statements of a page are those that it sends in this process, captured once; a bare connection sends them again and
fetches each whole. All pages of a table, their statements and the one-read page take turns.
"""

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.test import Client

from tests.benchmarks.measuring import Act, Bench, holding
from tests.benchmarks.serving import Asks, bare, captured, one_read


@dataclass(frozen=True)
class Page:
    """A page, what is right of it, and the most it should be of the one-read page and of its own statements run bare."""

    name: str
    path: str
    right: Callable[[bytes], str]
    aim: float | None = None
    sql: float | None = None


def as_it_is(client: Client, name: str, path: str, part: str, *, least: int) -> Page:
    """A page that must hold a part as often as it does for this member now, and so often at least.

    AssertionError when it holds fewer: a page that lists nothing costs nothing.
    """
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    found = answer.content.count(part.encode())
    assert found >= least, f"{path} holds {found} times {part!r}, not {least} or more"
    return Page(name, path, holding(part.encode(), found, f"times {part!r}"))


def measure(
    bench: Bench,
    title: str,
    who: Asks,
    client: Client,
    schema: str,
    pages: Sequence[Page],
    *,
    rounds: int,
    warm: int = 5,
) -> None:
    """Print two lines for each page. `who` asks, and `client` is the same member in this process, at the same time of day.

    The schema is the place's own, in which the statements are sent again.
    """
    for page in pages:
        client.get(page.path)
    sent = [(page.name, captured(lambda page=page: client.get(page.path))) for page in pages]
    acts = [Act(page.name, lambda page=page: who.get(page.path), right=page.right) for page in pages]
    trivial = one_read(who)
    with bare(schema, *sent) as sql:
        bench.turns(title, trivial, *acts, *sql, rounds=rounds, warm=warm)
    for page, act, its_sql, (_, statements) in zip(pages, acts, sql, sent, strict=True):
        body = who.get(page.path)
        size = f"{len(statements)} statements, {len(body) / 1000:.0f} kB, {len(gzip.compress(body)) / 1000:.0f} packed"
        bench.line(f"{page.name}, in one-read pages", act, trivial, aim=page.aim, note=size)
        bench.line(f"{page.name}, in its SQL bare", act, its_sql, aim=page.sql)
