"""A share of evidence that was not needed after all."""

import datetime as dt
from typing import Any

from foundation.london import LONDON
from schools.bundles.models import Bundle
from schools.sharing.models import Share
from schools.sharing.rules.states import DROPPED
from tests.isolation.routes.made import SINCE


def dropped(bundle: Bundle) -> dict[str, Any]:
    """It was of that bundle."""
    share = Share.objects.create(
        purpose="penalty_pack",
        source=bundle.pk,
        pupil=bundle.case.pupil,
        case=bundle.case,
        contact=bundle.contact,
        authority=bundle.authority,
        authority_name=bundle.authority_name,
        state=DROPPED,
        at=dt.datetime.combine(SINCE, dt.time(9), LONDON),
        by_name="x",
    )
    return {"authority_share": share}
