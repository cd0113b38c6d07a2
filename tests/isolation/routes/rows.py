"""The rows that addresses name: made once for a school, before anything is asked there.

A route to a new kind of row has a line here, and what makes it stands in `made/`, by rooms; its address in the table then
names the row (`/imports/{run}/`).
"""

from dataclasses import dataclass

from schools.roll.models import Pupil, RegistrationGroup
from tenants.trusts.models import LocalAuthority, School
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made import (
    absence,
    bundles,
    cases,
    decisions,
    desk,
    documents,
    exclusions,
    improvement,
    intake,
    leave,
    letters,
    meetings,
    missing,
    moved,
    papers,
    penalties,
    policies,
    provision,
    referrals,
    registers,
    returns,
    roll,
    school_policy,
    shares,
    sharing,
    staff,
    whatif,
)
from tests.isolation.routes.route import Keys, Place
from tests.world import World


def rows_at(school: School) -> Keys:
    """Make what addresses at a filled school name, and give its keys. All that is about a pupil is about the first."""
    with school_work(school):
        pupil = Pupil.objects.order_by("key")[0]
        group = RegistrationGroup.objects.order_by("pk")[0]
        made = {"pupil": pupil, "group": group}
        made |= roll.of_contacts(school, pupil) | roll.of_pupil(pupil) | staff.of_groups(group)
        contact = made["contact"].contact
        made |= absence.followed(school, pupil, contact)
        made |= registers.of_closures()
        made |= {"leave": leave.refused(school, pupil)} | leave.part_time(school, pupil) | leave.exams(school, pupil)
        made |= {"run": intake.given_up(school)}
        made |= desk.at_the_desk(school) | {"document": documents.removed(pupil, school)}
        made |= {"carried": moved.carried(pupil)}
        made |= returns.told(school, pupil) | exclusions.excluded(school, pupil) | provision.elsewhere(school, pupil)
        school_policy.with_a_draft()
        made |= {"own_example": school_policy.own_example()}
        made |= cases.closed(school, pupil) | meetings.held(school, pupil)
        made |= papers.dropped(school, made["case"]) | bundles.dropped(school, made["case"], contact)
        made |= sharing.dropped(made["bundle"])
        made |= referrals.declined(school, pupil, made["case"])
        made |= penalties.withdrawn(school, pupil, made["case"], contact)
        made |= missing.gone(school, pupil)
        made |= improvement.withdrawn(school, made["case"])
        made |= {"decision": decisions.overtaken(pupil)}
        made |= whatif.tried(school, pupil)
        made["letter"] = letter = letters.letter(school, pupil, contact)
        others = {"batch": str(letter.batch), "carrier": absence.carrier(), "answer": absence.answers(school)}
        others |= {"leave_link": leave.asking(school), "provider_day": provision.provider_day(school)}
    return {name: str(row.pk) for name, row in made.items()} | others


@dataclass(frozen=True)
class Rows:
    """What addresses name at every place of a world: keys by the place's slug, and whose they are."""

    at: dict[str, Keys]
    trust_of: dict[str, str]

    def own(self, place: Place) -> Keys:
        """The keys of this place. A trust's are the addresses of a school of it and of an authority."""
        return self.at.get(place.slug, {})

    def elsewhere(self, place: Place) -> list[Keys]:
        """The keys of every other school; to a trust, the schools of every other trust."""
        if isinstance(place, School):
            return [keys for slug, keys in self.at.items() if slug in self.trust_of and slug != place.slug]
        if isinstance(place, LocalAuthority):
            return [keys for slug, keys in self.at.items() if "share" in keys and slug != place.slug]
        return [
            {"school": slug, "authority": f"no-{slug}", "indexed": self.at[trust]["indexed"]}
            for slug, trust in self.trust_of.items()
            if trust != place.slug
        ]


def rows_of(world: World) -> Rows:
    """Make them at every school of a world."""
    trusts = {trust.pk: trust.slug for trust in (world.northfield, world.southgate)}
    for trust in (world.northfield, world.southgate):
        policies.draft(trust)
        policies.profile(trust, world.eastshire)
    trust_of = {school.slug: trusts[school.trust_id] for school in world.schools}
    at = {school.slug: rows_at(school) for school in world.schools}
    own = {"authority": str(world.eastshire.slug)}
    at |= {
        world.eastshire.slug: shares.given(world.alder, world.eastshire),
        world.westmoor.slug: shares.given(world.fern, world.westmoor),
    }
    for trust in (world.northfield, world.southgate):
        schools = [slug for slug, its in trust_of.items() if its == trust.slug]
        at[trust.slug] = {"school": schools[-1]} | own | shares.indexed(trust)
    return Rows(at, trust_of)
