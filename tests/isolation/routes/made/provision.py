"""A placement elsewhere that is over."""

import datetime as dt

from foundation.london import LONDON
from schools.journal.operations import make_link
from schools.provision.models import Provider, ProviderContact, ProvisionPlacement, Review, Word
from schools.provision.operations.asking import DAY
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tests.isolation.routes.made import PAST, SINCE
from tests.world import canary


def elsewhere(school: School, pupil: Pupil) -> dict:
    """A provider with two to speak to, and a placement of two days long over, of which all is said and settled."""
    moment = dt.datetime.combine(SINCE, dt.time(9), LONDON)
    provider = Provider.objects.create(name=canary(school), kind="provider", activity=canary(school))
    place = ProvisionPlacement.objects.create(
        pupil=pupil, provider=provider, code="B", slots=[1], purpose=canary(school), made_at=moment, made_by="x", **PAST
    )
    said = {"said": "absent", "way": "officer", "at": moment, "by_name": "x", "settled_at": moment, "settled_by": "x"}
    return {
        "provider": provider,
        "provider_contact": ProviderContact.objects.create(provider=provider, name=canary(school)),
        "provider_contact_off": ProviderContact.objects.create(provider=provider, name=canary(school)),
        "provision": place,
        "provision_review": Review.objects.create(placement=place, kind="review", due_on=SINCE, done_on=SINCE),
        "word": Word.objects.create(placement=place, date=SINCE, session=1, words=canary(school), **said),
    }


def provider_day(school: School) -> str:
    """The token of a link by which a provider says who came; for ever, so that it opens whenever it is asked."""
    pupils = [{"placement": "x", "name": "Somebody"}]
    facts = {
        "provider": "x",
        "name": "Somewhere",
        "by": "x",
        "date": SINCE.isoformat(),
        "sessions": [{"session": 1, "opens_at": "", "pupils": pupils}],
    }
    return make_link(DAY, about=("provider", "x"), facts=facts).split("/")[2]
