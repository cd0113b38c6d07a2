"""What authorities ask, on the trust's pages: a row for each authority, and a profile line by line."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from foundation.ui.numbers import counted, middle_date
from tenants.policies.models import ProfileDraft, ProfileVersion
from tenants.trusts.models import LocalAuthority

IN_FORCE, BEGINS, EARLIER, NEVER = "In force", "Begins later", "Earlier", "Never began"


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One authority: how many of the trust's schools are in it, and which version of its profile holds today."""

    slug: str
    name: str
    schools: str
    version: int | None
    since: str
    drafted_by: str

    @property
    def is_lacking(self) -> bool:
        """Whether schools of the trust are in it and nothing holds."""
        return self.version is None and bool(self.schools)


def authority_rows(
    authorities: Iterable[LocalAuthority],
    schools: Iterable[uuid.UUID],
    held: Mapping[str, ProfileVersion],
    drafts: Mapping[str, ProfileDraft],
) -> list[AuthorityRow]:
    """The authorities: those with schools of the trust first, then by name. `schools` has the authority of each school."""
    count = Counter(schools)
    rows = []
    for one in authorities:
        row, draft = held.get(one.slug), drafts.get(one.slug)
        rows.append(
            AuthorityRow(
                one.slug,
                one.name,
                counted(count[one.pk], "school") if count[one.pk] else "",
                row.version if row else None,
                middle_date(row.from_day) if row else "",
                draft.changed_by if draft else "",
            )
        )
    return sorted(rows, key=lambda row: (not row.schools, row.name))


def authorities_lede(rows: list[AuthorityRow]) -> str:
    """The page's first sentence."""
    own = [row for row in rows if row.schools]
    lacking = [row.name for row in own if row.is_lacking]
    said = f"The trust’s schools are in {counted(len(own), 'authority', 'authorities')}."
    if not lacking:
        return f"{said} What each asks before a penalty notice is written down."
    return f"{said} What {' and '.join(lacking)} {'asks' if len(lacking) == 1 else 'ask'} is not written down yet."


def state_of(row: ProfileVersion, held: ProfileVersion | None, today: dt.date) -> str:
    """Whether a version holds today, did once, will, or never came to it because a later one began no later."""
    if held is not None and row.pk == held.pk:
        return IN_FORCE
    if row.from_day > today:
        return BEGINS
    return EARLIER if held is not None and row.from_day < held.from_day else NEVER
