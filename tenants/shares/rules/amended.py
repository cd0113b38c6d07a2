"""What an extract would count today: its sessions, as the school's register has them by now.

The extract itself never changes. Which codes count is the authority's own rule, and an extract shows it by what it counted.
Where a session has become an unauthorised absence of a code that the extract counts nowhere, nobody can tell from here: the
answer is then from the fewest to the most.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tenants.policies.rules.profile import CODES


class Count(NamedTuple):
    """Sessions that count, from the fewest to the most."""

    fewest: int
    most: int

    @property
    def words(self) -> str:
        """ "8", or "8 to 9"."""
        return str(self.fewest) if self.fewest == self.most else f"{self.fewest} to {self.most}"


def counted_now(extract: Iterable[Mapping[str, str]], amended: Iterable[Mapping[str, str]]) -> Count:
    """How many sessions of an extract count as the register stands now. `amended` has of each what it `is`."""
    rows = {(row["date"], row["session"]): row for row in extract}
    counting = {row["code"] for row in rows.values() if row.get("counted")}
    now = {(one["date"], one["session"]): one["is"] for one in amended}
    stands = sum(1 for key, row in rows.items() if row.get("counted") and key not in now)
    surely = sum(code in counting for code in now.values())
    perhaps = sum(code in CODES and code not in counting for code in now.values())
    return Count(stands + surely, stands + surely + perhaps)
