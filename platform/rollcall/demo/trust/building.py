"""Making the invented trust in the database: places, people, and each school's rows.

Every step looks first whether it is done, and is one transaction. So a second run changes nothing, and a run that was
killed is finished by the next.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db.models import Max
from django.utils import timezone
from psycopg import sql

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.accounts.operations import enrol
from foundation.audit.actors import Actor
from foundation.ui.identities import identity_for
from rollcall.demo import day
from rollcall.demo.people import PEOPLE, password
from rollcall.demo.trust import (
    asking,
    at_work,
    beforehand,
    casework,
    cast,
    elsewhere,
    filling,
    improving,
    lee,
    meeting,
    moving,
    neighbours,
    noticing,
    policies,
    referring,
    related,
    returning,
    searching,
    showing,
    translations,
    with_authority,
    writing,
)
from rollcall.demo.trust.behind import enter_records
from rollcall.demo.trust.family_rows import enter_families
from rollcall.demo.trust.importing import arrive
from rollcall.demo.trust.invention import SEED, InventedSchool, invent
from rollcall.demo.trust.moments import clock_at
from rollcall.demo.trust.schools import AUTHORITIES, FROM_SIMS, NORTHFIELD, SCHOOLS, SOUTHGATE, SchoolProfile
from schools.registers.models import Entry, Mark, MarkVersion, PupilWeek
from schools.roll.models import Admission, Flag, HouseholdPupil, Placement, Pupil, PupilContact
from schools.staff.models import StaffMember
from tenants.memberships.models import Membership
from tenants.trusts import provisioning
from tenants.trusts.models import LocalAuthority, School, Trust
from tenants.trusts.scopes import identity_work, school_work
from trust_reporting.figures.operations import publish_all

Say = Callable[[str], None]
LONG: Final = "10min"
#: How long before the demo's first moment its schools are filled by their clock: nothing made may lie after it.
BEFORE: Final = dt.timedelta(minutes=8)
CAST_BEFORE: Final = dt.timedelta(minutes=3)
OPENED: Final = "demo.opened"
FILLED: Final = "demo.filled"
#: Of those who sign in, who has no work mobile.
WITHOUT_MOBILE: Final = {Role.CLASS_TEACHER, Role.SCHOOL_GOVERNOR}
PUBLISHED: Final = "demo.published"
#: The tables whose rows the server counts before anybody asks for a page.
COUNTED: Final = (
    *(Pupil, Admission, Placement, Flag, PupilContact, HouseholdPupil),
    *(Mark, MarkVersion, PupilWeek),
)


def build(say: Say, *, today: dt.date | None = None, seed: int = SEED) -> tuple[dt.date, dt.datetime | None]:
    """Make whatever of the invented trusts is not there yet. `say` is told of each step that took time.

    Returns the day the trust was made for (`rollcall.demo.day`), and when the newest entry of any register was made.
    """
    schools = _places(say)
    _people(say)
    made_for = _day(schools[day.LEADING_SCHOOL], today or timezone.localdate())
    with clock_at(day.beginning(made_for) - BEFORE):
        _policies(schools[day.LEADING_SCHOOL], made_for, say)
        empty = [slug for slug, school in schools.items() if not _is_done(school, FILLED)]
        invented = invent(seed, made_for) if empty else {}
        for slug in empty:
            _fill(schools[slug], invented[slug], say)
        for school in schools.values():
            if not _is_done(school, PUBLISHED):
                _look_over(school)
                _publish(school, say)
    return made_for, max(filter(None, map(_newest_entry, schools.values())), default=None)


def play_cast(made_for: dt.date, say: Say) -> None:
    """Put the people in their places about whom the demo has something to show, at the school it is looked at in."""
    with identity_work():
        school = School.objects.select_related("trust", "authority").get(slug=day.LEADING_SCHOOL)
        came_from = School.objects.select_related("trust", "authority").get(slug="cedar")
        birch = School.objects.select_related("trust", "authority").get(slug="birch")
        head = Membership.objects.select_related("person").get(school=school, role=Role.HEADTEACHER).person
    moment = day.beginning(made_for) - CAST_BEFORE
    plays: tuple[tuple[str, Callable[[], int]], ...] = (
        (
            "lines of its own in the policy",
            lambda: policies.play_own_lines(school, made_for, by=Actor(head.pk, head.name)),
        ),
        ("the cast of its morning", lambda: cast.play(school, made_for, now=moment)),
        ("what its authority has to be told", lambda: returning.play(school, made_for, now=moment)),
        ("its letters", lambda: writing.play(school, made_for, now=moment)),
        ("leave, a part-time timetable, a panel", lambda: beforehand.play(school, made_for, now=moment)),
        ("who is educated elsewhere", lambda: elsewhere.play(school, made_for, now=moment)),
        ("letters in another language", lambda: translations.play(school, made_for)),
        ("its cases", lambda: casework.play(school, made_for)),
        ("Lee, on ten sessions", lambda: lee.play(school, made_for)),
        ("meetings of Year 9, and a mentoring group", lambda: meeting.play(school, made_for)),
        ("a teacher of his own child", lambda: related.play(school, made_for)),
        (f"a pupil who came from {came_from.name}", lambda: moving.play(came_from, school, made_for, now=moment)),
        ("services, and referrals to them", lambda: referring.play(school, made_for)),
        ("a notice to improve, in its first week", lambda: improving.play(school, made_for)),
        ("penalty notices", lambda: noticing.play(school, made_for)),
        ("a notice of Westmoor's, in its ledger", lambda: noticing.play_ledger(school, came_from.authority)),
        ("a child whom nobody can find", lambda: searching.play(school, made_for, now=moment)),
        ("packs that its authority decides on", lambda: with_authority.play(school, made_for)),
        ("what its authority is told in Rollcall", lambda: showing.play(school, made_for)),
        (f"what {birch.name} told the same", lambda: neighbours.play_birch(birch, made_for)),
        (f"what {came_from.name} told {came_from.authority.name}", lambda: neighbours.play_cedar(came_from, made_for)),
    )
    with clock_at(moment):
        for words, play in plays:
            if play():
                say(f"{school.name}: {words}")


def _day(school: School, today: dt.date) -> dt.date:
    """The day that the trust was made for, settled when it was first begun."""
    with school_work(school):
        made_for = filling.day_made_for()
        if made_for is None:
            made_for = day.day_for(today)
            filling.done(filling.DAY, school, day=made_for.isoformat())
    return made_for


def _newest_entry(school: School) -> dt.datetime | None:
    with school_work(school):
        newest: dt.datetime | None = Entry.objects.aggregate(at=Max("at"))["at"]
    return newest


def _is_done(school: School, act: str) -> bool:
    with school_work(school):
        return filling.is_done(act)


# Places


def _places(say: Say) -> dict[str, School]:
    """Trusts, authorities and schools, by slug; those that are missing are made."""
    with identity_work():
        trusts = {trust.slug: trust for trust in Trust.objects.all()}
        authorities = {authority.slug: authority for authority in LocalAuthority.objects.all()}
        schools = {school.slug: school for school in School.objects.select_related("trust", "authority")}
    for trust in (NORTHFIELD, SOUTHGATE):
        if trust.slug not in trusts:
            trusts[trust.slug] = provisioning.provision_trust(name=trust.name, slug=trust.slug)
    for slug, authority in AUTHORITIES.items():
        if slug not in authorities:
            authorities[slug] = provisioning.provision_authority(code=authority.code, name=authority.name, slug=slug)
    missing = [profile for profile in SCHOOLS if profile.slug not in schools]
    for profile in missing:
        worn = [school.theme for school in schools.values()]
        schools[profile.slug] = _provision(profile, trusts[profile.trust.slug], authorities, identity_for(worn))
    if missing:
        say(f"{len(missing)} schools made")
    return {profile.slug: schools[profile.slug] for profile in SCHOOLS}


def _provision(profile: SchoolProfile, trust: Trust, authorities: dict[str, LocalAuthority], theme: str) -> School:
    return provisioning.provision(
        trust=trust,
        authority=authorities[profile.authority.slug],
        name=profile.name,
        slug=profile.slug,
        phase=profile.phase,
        urn=profile.urn,
        laestab=profile.laestab,
        theme=theme,
    )


# People


def _people(say: Say) -> None:
    """Everyone who signs in, with password, authenticator and membership; staff rows follow with each school."""
    with identity_work():
        known = set(Person.objects.values_list("email", flat=True))
        missing = [person for person in PEOPLE if person.email not in known]
        places: dict[str, dict[str, Trust | LocalAuthority | School]] = {
            "trust": {place.slug: place for place in Trust.objects.all()},
            "authority": {place.slug: place for place in LocalAuthority.objects.all()},
            "school": {place.slug: place for place in School.objects.all()},
        }
        hashed = make_password(password()) if missing else ""  # once: it is made to be slow, and is everybody's
        for invented in missing:
            person = Person.objects.create(email=invented.email, name=invented.name, password=hashed)
            if not Authenticator.objects.filter(user=person).exists():
                enrol(person, invented.totp_secret)
            kind = invented.role.place
            at = {} if kind == "platform" else {kind: places[kind][invented.place]}
            Membership.objects.create(person=person, role=invented.role, starts_on=filling.SINCE, **at)
    if missing:
        say(f"{len(missing)} people who can sign in")


def _policies(school: School, made_for: dt.date, say: Say) -> None:
    """What the trust of the school that is looked at has made of the policy it began with."""
    with identity_work():
        trust = Trust.objects.get(pk=school.trust_id)
        held = Membership.objects.filter(trust=trust).select_related("person").order_by("pk")
        by = {Role(one.role): Actor(one.person.pk, one.person.name) for one in held}
    if policies.play(trust, made_for, by=by):
        say(f"{trust.name}: its policy, and a draft of the next")
    if asking.play(trust, made_for, by=by):
        say(f"{trust.name}: what two authorities ask before a penalty notice")


def _posts(school: School) -> list[StaffMember]:
    """The posts of those who hold a role at the school."""
    called = {one.email: one.position for one in PEOPLE}
    with identity_work():
        held = Membership.objects.filter(school_id=school.pk).select_related("person")
        return [
            StaffMember(
                person_id=one.person.pk,
                name=one.person.name,
                position=called[one.person.email],
                email=one.person.email,
                **filling.mobile_of("" if one.role in WITHOUT_MOBILE else f"07700 900{number:03d}"),
                starts_on=one.starts_on,
            )
            for number, one in enumerate(held.order_by("person__email"))
        ]


# Schools


def _fill(school: School, invented: InventedSchool, say: Say) -> None:
    """One school's rows, whole or not at all."""
    posts = _posts(school)
    if school.slug in FROM_SIMS:
        _fill_from_sims(school, invented, posts, say)
        return
    with school_work(school, statement_timeout=LONG):
        filling.enter_calendar(invented)
        StaffMember.objects.bulk_create(posts)
        ids, keys = filling.enter_roll(invented)
        filling.enter_staff(invented)
        enter_families(invented, ids)
        marks = filling.enter_marks(invented, keys)
        enter_records(invented, ids)
        filling.done(FILLED, school, pupils=len(keys), marks=marks)
    say(f"{invented.profile.name}: {len(keys):,} pupils, {marks:,} marks")


def _fill_from_sims(school: School, invented: InventedSchool, posts: list[StaffMember], say: Say) -> None:
    """Calendar and posts first, as a school would enter them; then the imports, put down to the attendance officer."""
    if not _is_done(school, OPENED):
        with school_work(school):
            filling.enter_calendar(invented)
            StaffMember.objects.bulk_create(posts)
            filling.done(OPENED, school)
    with school_work(school):
        signed = at_work.signed(at_work.officer())
    marks = arrive(school, invented, signed=signed)
    with school_work(school):
        filling.enter_staff(invented)
        numbers = {pupil.child.upn: pupil.number for pupil in invented.pupils}
        ids = {numbers[upn]: key for key, upn in Pupil.objects.values_list("pk", "upn")}
        enter_families(invented, ids)
        enter_records(invented, ids)
        filling.done(FILLED, school, pupils=len(invented.pupils), marks=marks)
    say(f"{school.name}: {len(invented.pupils):,} pupils, {marks:,} marks, imported from SIMS files")


def _look_over(school: School) -> None:
    """Let the server count what a school's tables hold now: without, it plans as for empty ones, and pages are slow.

    PostgreSQL does so by itself within a minute or two, which the demo does not wait for. Only the owner may ask.
    """
    schema = sql.Identifier(school.schema_name)
    tables = [model._meta.db_table for model in COUNTED]
    names = sql.SQL(", ").join(sql.SQL("{}.{}").format(schema, sql.Identifier(table)) for table in tables)
    provisioning.run([sql.SQL("ANALYZE {}").format(names)])


def _publish(school: School, say: Say) -> None:
    """The school's figures, for its trust to compare."""
    years = publish_all(school)
    with school_work(school):
        filling.done(PUBLISHED, school, years=years)
    say(f"{school.name}: figures published")
