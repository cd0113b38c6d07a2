"""What the authority asks, as much of its profile as is needed here; the national set where the trust keeps none."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from schools.registers.rules.windows import penalty_notice_codes


class Improvement(Protocol):
    """For which absences the authority uses no notice to improve."""

    @property
    def not_used_for(self) -> tuple[str, ...]: ...


class Profile(Protocol):
    """The lines of an authority's profile that are read here."""

    @property
    def counted(self) -> frozenset[str]: ...
    @property
    def source(self) -> str: ...
    @property
    def request_within_school_days(self) -> int: ...
    @property
    def oldest_session_days(self) -> int: ...
    @property
    def pupil_living_outside(self) -> str: ...
    @property
    def deemed_served_working_days(self) -> int: ...
    @property
    def notice_to_improve(self) -> Improvement: ...


@dataclass(frozen=True, slots=True)
class Asks:
    """`authority` is the school's own, by name. What is None is not known: the trust keeps no profile of the authority.

    Before a request about any of `improves_first` the authority wants a notice to improve.
    """

    authority: str
    codes: frozenset[str]
    source: str = ""
    within_school_days: int | None = None
    oldest_days: int | None = None
    home_authority: bool = False
    deemed_working_days: int | None = None
    improves_first: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether the trust keeps a profile of the authority."""
        return bool(self.source)

    def too_old(self, session: dt.date, on: dt.date) -> bool:
        """Whether a session is older than the authority takes; it warns, and stops nobody."""
        return self.oldest_days is not None and (on - session).days > self.oldest_days

    def to(self, home: str) -> str:
        """To whom a request goes, by the authority that a pupil's home is in, where that is another one."""
        return home if home and self.home_authority else self.authority


def asks_of(authority: str, profile: Profile | None) -> Asks:
    """By a profile, or by the national set of codes where there is none."""
    if profile is None:
        return Asks(authority, penalty_notice_codes())
    return Asks(
        authority,
        profile.counted,
        profile.source,
        profile.request_within_school_days,
        profile.oldest_session_days,
        profile.pupil_living_outside == "home_authority",
        profile.deemed_served_working_days,
        profile.counted - set(profile.notice_to_improve.not_used_for),
    )
