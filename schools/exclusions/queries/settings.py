"""What the school has set of exclusions."""

from dataclasses import dataclass

from schools.exclusions.models import SettingsVersion


@dataclass(frozen=True, slots=True)
class Settings:
    """How terms are cut, who sits on a panel as the trust's articles say, and the advice parents are told of."""

    terms_by_dates: bool = False
    who_sits: str = ""
    advice: str = ""


def settings_now() -> Settings:
    """What holds now, or our defaults where the school has set nothing. One query."""
    row = SettingsVersion.objects.order_by("-pk").first()
    return Settings() if row is None else Settings(row.terms_by_dates, row.who_sits, row.advice)
