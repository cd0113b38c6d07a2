"""Setting what the law leaves to the school and its trust."""

from foundation.audit.actors import Actor
from schools.exclusions.models import SettingsVersion
from schools.exclusions.queries.settings import Settings, settings_now
from schools.journal.operations import record


def set_settings(settings: Settings, *, by: Actor) -> bool:
    """Have this hold from now on; whether anything was different."""
    if settings == settings_now():
        return False
    row = SettingsVersion.objects.create(
        terms_by_dates=settings.terms_by_dates, who_sits=settings.who_sits, advice=settings.advice, by_name=by.name
    )
    record("exclusion.settings_set", about=("exclusion_settings", row.pk), by=by)
    return True
