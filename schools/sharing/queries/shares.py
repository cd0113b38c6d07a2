"""Shares of the school: whom each is about, which are open, and what of them waits."""

import datetime as dt
from typing import Any

from foundation.access.member import Member
from foundation.upns import Upn
from schools.roll.models import Pupil
from schools.roll.queries.placed import placed_pupils
from schools.sharing.models import Share, SharingSettings
from schools.sharing.rules.composed import Composed
from tenants.shares.rules.purposes import Purpose, Snapshot
from tenants.trusts.models import School


def settings_of() -> SharingSettings:
    """What the school has set; empty where it has set nothing."""
    return SharingSettings.objects.first() or SharingSettings()


def snapshot_of(share: Share, composed: Composed, school: School, *, agreed_by: str, today: dt.date) -> Snapshot:
    """What the authority would be given. UnlistedError for what its purpose does not list."""
    held = settings_of()
    purpose = Purpose(share.purpose)
    core: dict[str, Any] = {
        "school": school.name,
        "laestab": str(school.laestab),
        "basis": held.basis.get(share.purpose) or purpose.listed.source,
        "agreed_by": agreed_by,
        "ring": held.ring,
    }
    if share.pupil is not None:
        core |= _of_pupil(share.pupil, today)
    return Snapshot(purpose, core, dict(composed.facts))


def _of_pupil(pupil: Pupil, today: dt.date) -> dict[str, Any]:
    placed = placed_pupils([pupil.key], today, today).get(pupil.key)
    return {
        "forename": pupil.forename,
        "surname": pupil.surname,
        "birth_date": pupil.birth.isoformat(),
        "upn": pupil.upn if pupil.upn and not Upn(pupil.upn).temporary else "",
        "year": placed.form if placed else "",
    }


def agreed_by(member: Member, position: str) -> str:
    """Who agrees, as it is shown for good."""
    return f"{member.name}, {position}"
