"""Flags of staff who are related to a household. Audit lines name the post and the pupil; who is flagged is told nothing."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from foundation.audit.actors import Actor
from foundation.database.dated import holds_on
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.roll.models import Household, Pupil, RelatedStaff
from schools.roll.operations.admissions import lock
from schools.staff.models import StaffMember

OWN = (
    "Nobody flags themselves: you would no longer see this household, and a flag is only taken off by a safeguarding lead or"
    " headteacher who does. Ask the other of them to set it."
)


@transaction.atomic(using=ALIAS)
def flag_related_staff(post: StaffMember, pupil: Pupil, *, on: dt.date, by: Actor) -> RelatedStaff:
    """Hide a pupil, and whoever shares the home they live in, from somebody on the staff in all their posts.

    Whoever sets one sees the household, and is not the one flagged. So each flag leaves somebody with the right who does.
    """
    pupil = lock(pupil)
    if by.person_id is not None and post.person_id == by.person_id:
        raise Refused(OWN, code="own_household", field="staff")
    homes = [row.household for row in pupil.households.filter(holds_on(on)).select_related("household")]
    standing = RelatedStaff.objects.filter(post=post, lifted_on__isnull=True)
    if standing.filter(pupil=pupil).exists() or (homes and not _not_yet(post, homes)):
        raise Refused("They are flagged for this household already.", code="flagged_already", field="staff")
    if not homes:
        return _set(post, on=on, by=by, pupil=pupil, about=pupil)
    made = [_set(post, on=on, by=by, household=home, about=pupil) for home in _not_yet(post, homes)]
    return made[0]


@transaction.atomic(using=ALIAS)
def lift_related_staff(row: RelatedStaff, *, on: dt.date, by: Actor) -> None:
    """Take a flag off: the household is seen again by whoever's role reaches it."""
    row = RelatedStaff.objects.select_for_update(no_key=True, of=("self",)).select_related("post").get(pk=row.pk)
    if row.lifted_on is not None:
        raise Refused("Somebody else has just taken this flag off.", code="lifted")
    if by.person_id is not None and row.post.person_id == by.person_id:
        raise Refused("Nobody takes off their own flag.", code="own_household")
    row.lifted_on, row.lifted_by_name = on, by.name
    row.save(update_fields=["lifted_on", "lifted_by_name"])
    record("related_staff.lifted", about=("staff", row.post_id), by=by, details={"row": str(row.pk)})


def follow_to(home: Household, pupil: Pupil, *, on: dt.date, by: Actor) -> None:
    """A family has moved: what stood about their home stands about the new one as well, for who is born or joins there."""
    before = pupil.households.filter(holds_on(on)).values("household")
    about = Q(household__in=before) | Q(pupil=pupil)
    rows = RelatedStaff.objects.filter(about, lifted_on__isnull=True).select_related("post")
    for post in {row.post_id: row.post for row in rows}.values():
        _set(post, on=on, by=by, household=home)


def readdress(before: Household, after: Household) -> None:
    """The same home under a corrected address: its flags go with it."""
    RelatedStaff.objects.filter(household=before).update(household=after)


def _not_yet(post: StaffMember, homes: list[Household]) -> list[Household]:
    held = set(
        RelatedStaff.objects.filter(post=post, household__in=homes, lifted_on__isnull=True).values_list(
            "household", flat=True
        )
    )
    return [home for home in homes if home.pk not in held]


def _set(
    post: StaffMember,
    *,
    on: dt.date,
    by: Actor,
    household: Household | None = None,
    pupil: Pupil | None = None,
    about: Pupil | None = None,
) -> RelatedStaff:
    row = RelatedStaff.objects.create(post=post, household=household, pupil=pupil, set_on=on, by_name=by.name)
    kind, key = ("pupil", about.pk) if about is not None else ("staff", post.pk)
    record("related_staff.set", about=(kind, key), by=by, details={"row": str(row.pk), "post": str(post.pk)})
    return row
