"""The invented trust in a database of its own: built once, although killed half-way, with the generator's totals.

It is made for a Monday of 2025, whose morning registers have come in but for a few.

Run as the demo runs it, in processes of its own with both logins; six weeks of marks are enough to see every step.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from psycopg import sql

from rollcall.demo import day
from rollcall.demo.people import PEOPLE, password
from rollcall.demo.trust.families import families_of
from rollcall.demo.trust.invention import SEED, InventedSchool, invent
from rollcall.demo.trust.schools import SCHOOLS
from rollcall.servers import cluster
from schools.registers.rules.totals import Totals, is_persistent
from tests.session_database import ROOT, _alive, _named, create, drop, info

PREFIX = "rollcall_demo_test_"
TODAY = date(2025, 10, 20)
BUILD = f"""
import datetime, django
django.setup()
from tenants.trusts.migrate import migrate_shared
from rollcall.demo.trust.building import build
migrate_shared(lambda line: None)
build(lambda line: print(line, flush=True), today=datetime.date({TODAY.year}, {TODAY.month}, {TODAY.day}))
"""


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """An empty database on the test cluster for this module alone; returns its name."""
    name = f"{PREFIX}{os.getpid()}"
    with psycopg.connect(info.superuser_url, autocommit=True) as superuser:
        left = superuser.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]).fetchall()
        for (old,) in left:
            if not _alive(int(old.removeprefix(PREFIX))):
                drop(superuser, old)
        create(superuser, name, cluster.OWNER)
        yield name
        drop(superuser, name)


class Demo:
    """A demo's build on one database: started, killed, finished, repeated."""

    def __init__(self, name: str) -> None:
        self.url = _named(info.superuser_url, name)
        self.environment = os.environ | {
            "DATABASE_URL": _named(info.database_url, name),
            "DATABASE_OWNER_URL": _named(info.owner_url, name),
            "DJANGO_SETTINGS_MODULE": "rollcall.settings.test",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "platform"))),
        }
        self.killed = self._kill_after("Elm Primary:")
        self.finished = self._run()
        self.written = self._written()
        self.repeated = self._run()
        self.written_then = self._written()

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", BUILD], env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def _kill_after(self, word: str) -> list[str]:
        """Let it run until a line begins with the word and it is at work on the next school, then kill -9."""
        process = self._start()
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith(word):
                time.sleep(0.3)
                process.send_signal(signal.SIGKILL)
                break
        process.wait()
        process.stdout.close()
        assert process.returncode == -signal.SIGKILL, lines
        return lines

    def _run(self) -> list[str]:
        process = self._start()
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
        return output.splitlines()

    def _written(self) -> int:
        """How many rows were ever added, changed or removed in the database. Each tells as it leaves."""
        with psycopg.connect(self.url, autocommit=True) as superuser:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            while superuser.execute(f"SELECT {others} AND backend_type = 'client backend'").fetchall():
                time.sleep(0.02)
            [(count,)] = superuser.execute(
                "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables"
            ).fetchall()
        return count


@pytest.fixture(scope="module")
def demo(database: str) -> Demo:
    return Demo(database)


@pytest.fixture(scope="module")
def invented() -> dict[str, InventedSchool]:
    return invent(SEED, TODAY)


def rows(demo: Demo, school: str, query: str) -> list[tuple]:
    """What a query finds in one school's schema."""
    with psycopg.connect(demo.url) as superuser:
        (schema,) = superuser.execute("SELECT schema_name FROM trusts_school WHERE slug = %s", [school]).fetchone()
        superuser.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
        return superuser.execute(query).fetchall()


def test_a_killed_build_is_finished_by_the_next_and_then_left_alone(demo):
    marks = [line for line in demo.finished if " marks" in line]
    assert not any(line.startswith(("Birch", "Elm")) for line in marks)
    assert any(line.startswith("Alder") for line in marks)
    assert demo.repeated == []
    assert demo.written_then == demo.written > 0


@pytest.mark.parametrize("slug", [profile.slug for profile in SCHOOLS])
def test_every_pupil_and_mark_is_there_once(demo, invented, slug):
    school = invented[slug]
    codes = Counter(mark.code for mark in school.marks())
    codes.update(mark.code for sent in school.morning for mark in sent.marks)
    assert dict(rows(demo, slug, "SELECT code, count(*) FROM registers_mark GROUP BY code")) == codes
    assert rows(demo, slug, "SELECT count(*) FROM registers_markversion") == [(codes.total(),)]
    assert rows(demo, slug, "SELECT count(*) FROM roll_pupil") == [(len(school.pupils),)]
    upns = {pupil.child.upn for pupil in school.pupils}
    assert {upn for (upn,) in rows(demo, slug, "SELECT upn FROM roll_pupil")} == upns
    days = {on for (on,) in rows(demo, slug, "SELECT DISTINCT date FROM registers_mark")}
    assert days == {on for on in school.years[0].days if on <= TODAY}


@pytest.mark.parametrize("slug", [profile.slug for profile in SCHOOLS])
def test_marks_belong_to_the_pupils_they_were_invented_for(demo, invented, slug):
    """By UPN: the absences of each pupil in the database are those of the generator."""
    found = rows(
        demo,
        slug,
        "SELECT upn, count(*) FROM registers_mark JOIN roll_pupil ON key = pupil_key"
        " WHERE code IN ('I', 'O', 'N') AND upn IS NOT NULL GROUP BY upn",
    )
    upns = {pupil.number: pupil.child.upn for pupil in invented[slug].pupils}
    away = Counter(upns[mark.pupil] for mark in invented[slug].marks() if mark.code in {"I", "O", "N"})
    away.update(
        upns[mark.pupil] for sent in invented[slug].morning for mark in sent.marks if mark.code in {"I", "O", "N"}
    )
    away.pop(None, None)
    assert dict(found) == away


def test_published_figures_are_the_generators_own(demo, invented):
    """Persistent absentees of the year to date, school by school, on the whole roll."""
    with psycopg.connect(demo.url) as superuser:
        published = superuser.execute(
            "SELECT slug, sum(persistent), sum(enrolments) FROM figures_enrolmentcount"
            " JOIN trusts_school ON trusts_school.id = school_id"
            " WHERE cohort = 'all' AND period = 'year' AND basis = 'whole' GROUP BY slug"
        ).fetchall()
    expected = []
    for slug, school in invented.items():
        this_morning = {mark.pupil: mark.code for sent in school.morning for mark in sent.marks}
        totals = [
            Totals.of_counts(
                (code, TODAY, times)
                for code, times in Counter(
                    filter(None, (*register.codes, this_morning.get(register.pupil.number)))
                ).items()
            )
            for register in school.registers[0]
        ]
        persistent = sum(bool(is_persistent(one.absence, one.possible)) for one in totals)
        expected.append((slug, persistent, sum(one.possible > 0 for one in totals)))
    assert sorted(published) == sorted(expected)


def test_everyone_can_sign_in_and_has_their_one_role(demo):
    with psycopg.connect(demo.url) as superuser:
        held = superuser.execute(
            "SELECT email, role, count(*) FROM accounts_person JOIN memberships_membership"
            " ON person_id = accounts_person.id GROUP BY email, role"
        ).fetchall()
        with_codes = superuser.execute(
            "SELECT email FROM mfa_authenticator JOIN accounts_person ON accounts_person.id = user_id"
        ).fetchall()
    assert sorted(held) == sorted((one.email, one.role.value, 1) for one in PEOPLE)
    assert {email for (email,) in with_codes} == {one.email for one in PEOPLE}


def test_cedar_came_through_the_sims_import_and_nothing_was_set_aside(demo, invented):
    """Whoever left, and why, and every mark: an officer of the school's is named for it."""
    [(source, status, by, summary)] = rows(
        demo, "cedar", "SELECT source, status, by_name, summary FROM intake_importrun"
    )
    assert (source, status, by) == ("sims", "applied", "Imran Dost")
    assert summary["marks"]["set_aside"] == 0
    assert summary["roll"]["new"] == len(invented["cedar"].pupils)
    assert {entry for (entry,) in rows(demo, "cedar", "SELECT DISTINCT source FROM registers_entry")} == {"import"}
    left = rows(demo, "cedar", "SELECT ends_on, leaving_ground FROM roll_admission WHERE ends_on IS NOT NULL")
    assert sorted(left) == sorted((one.ends_on, one.ground) for one in invented["cedar"].pupils if one.ends_on)


@pytest.mark.parametrize("slug", ["alder", "cedar"])
def test_the_roll_of_a_day_is_the_generators(demo, invented, slug):
    """However a school arrived: group by group, who is in which, and who is eligible for free school meals."""
    then = date(2025, 10, 17)
    placed = rows(
        demo,
        slug,
        f"SELECT upn, name FROM roll_placement AS place JOIN roll_pupil ON roll_pupil.id = place.pupil_id"
        f" JOIN roll_registrationgroup AS grp ON grp.id = place.group_id"
        f" WHERE place.starts_on <= '{then}' AND (place.ends_on IS NULL OR place.ends_on >= '{then}')",
    )
    here = [one for one in invented[slug].pupils if one.starts_on <= then and (one.ends_on or then) >= then]
    assert sorted(placed, key=str) == sorted(((one.child.upn, one.placements[0].group) for one in here), key=str)
    flagged = rows(
        demo,
        slug,
        f"SELECT upn FROM roll_flag JOIN roll_pupil ON roll_pupil.id = pupil_id WHERE kind = 'fsm'"
        f" AND starts_on <= '{then}' AND (ends_on IS NULL OR ends_on >= '{then}')",
    )
    eligible = {one.child.upn for one in here if one.child.has("fsm", then)}
    assert eligible <= {upn for (upn,) in flagged}


def test_posts_are_held_by_the_people_who_sign_in_and_every_group_has_a_tutor(demo, invented):
    posts = rows(demo, "alder", "SELECT name, position FROM staff_staffmember WHERE person_id IS NOT NULL")
    assert sorted(posts) == sorted((one.name, one.position) for one in PEOPLE if one.place == "alder")
    for slug in invented:
        without = rows(
            demo,
            slug,
            "SELECT name FROM roll_registrationgroup AS grp WHERE NOT EXISTS (SELECT FROM roll_grouptutor"
            f" WHERE group_id = grp.id AND starts_on <= '{TODAY}' AND (ends_on IS NULL OR ends_on >= '{TODAY}'))",
        )
        assert without == [], slug
    reached = rows(
        demo,
        "alder",
        "SELECT one.name, duty, email <> '', mobile_digits FROM staff_staffduty JOIN staff_staffmember AS one"
        " ON one.id = post_id WHERE duty = 'attendance_lead'",
    )
    assert [(name, duty, has_email) for name, duty, has_email, _ in reached] == [
        ("Tess Holloway", "attendance_lead", True)
    ]
    assert reached[0][3].startswith("+447700900")
    ben = "SELECT grp.name FROM roll_grouptutor JOIN roll_registrationgroup AS grp ON grp.id = group_id"
    assert rows(demo, "alder", f"{ben} JOIN staff_staffmember AS one ON one.id = staff_id WHERE one.name LIKE 'Ben %'")
    priya = "SELECT year_group FROM roll_yearlead JOIN staff_staffmember AS one ON one.id = staff_id"
    assert rows(demo, "alder", f"{priya} WHERE one.name = 'Priya Raman'") == [("8",)]


@pytest.mark.parametrize("slug", [profile.slug for profile in SCHOOLS if profile.slug != "cedar"])
def test_each_morning_register_was_sent_once_by_the_groups_own_tutor(demo, invented, slug):
    """With version, time, source and post; Ben Oyelaran's 8B and Mina Thackray's 4W are still to come."""
    found = rows(
        demo,
        slug,
        "SELECT grp.name, reg.version, reg.saved_at, entry.at, entry.source, entry.by_name, entry.register_version,"
        " (SELECT count(*) FROM registers_mark WHERE entry_id = entry.id),"
        " EXISTS (SELECT FROM roll_grouptutor WHERE group_id = grp.id AND staff_id = entry.staff_id)"
        " FROM registers_register AS reg JOIN roll_registrationgroup AS grp ON grp.id = reg.group_id"
        " JOIN registers_entry AS entry ON entry.register_id = reg.id ORDER BY grp.name",
    )
    school = invented[slug]
    assert [(row[0], row[7]) for row in found] == [(one.group, len(one.marks)) for one in school.morning]
    for group, version, saved_at, at, source, _name, register_version, _marks, is_tutor in found:
        assert (version, register_version, source, is_tutor) == (1, 1, "page", True), group
        assert saved_at == at, group
    newest = max(row[3] for row in found).astimezone(day.LONDON)
    assert newest.date() == TODAY
    assert newest.time() <= day.BEGINS
    assert {"alder": "8B", "birch": "4W"}.get(slug) not in {row[0] for row in found}
    assert rows(demo, slug, f"SELECT count(*) FROM registers_mark WHERE date = '{TODAY}' AND session = 2") == [(0,)]


@pytest.mark.parametrize("slug", [profile.slug for profile in SCHOOLS if profile.slug != "cedar"])
def test_each_earlier_register_was_sent_on_its_own_day_by_the_groups_tutor(demo, slug):
    """In the register as it stood on any evening is what was known by then."""
    ((others, registers),) = rows(
        demo,
        slug,
        "SELECT (SELECT count(*) FROM registers_mark AS mark JOIN registers_entry AS entry ON entry.id = mark.entry_id"
        " JOIN roll_pupil AS pupil ON pupil.key = mark.pupil_key"
        " LEFT JOIN roll_placement AS placed ON placed.pupil_id = pupil.id AND placed.starts_on <= mark.date"
        " AND (placed.ends_on IS NULL OR placed.ends_on >= mark.date)"
        " LEFT JOIN roll_grouptutor AS tutor ON tutor.group_id = placed.group_id AND tutor.staff_id = entry.staff_id"
        f" WHERE mark.date < '{TODAY}' AND (tutor.id IS NULL OR entry.source <> 'page'"
        " OR (entry.at AT TIME ZONE 'Europe/London')::date <> mark.date)),"
        " (SELECT count(DISTINCT entry_id) FROM registers_mark)",
    )
    assert not others
    assert registers > 300


def test_everybody_was_told_of_the_exclusions_of_the_past(demo):
    """Today would drown in notices else."""
    untold = (
        f"SELECT count(*) FROM exclusions_exclusion AS one WHERE one.kind <> 'internal' AND one.starts_on < '{TODAY}'"
        " AND NOT EXISTS (SELECT FROM exclusions_notice AS notice"
        " WHERE notice.exclusion_id = one.id AND notice.\"to\" = 'parents')"
    )
    assert rows(demo, "alder", untold) == [(0,)]


BEHIND = """
    SELECT mark.code, count(*) FROM registers_mark AS mark JOIN roll_pupil AS pupil ON pupil.key = mark.pupil_key
     WHERE mark.code IN ('B', 'C', 'C2', 'D', 'E', 'K') AND mark.date < %(today)s
       AND NOT EXISTS (SELECT FROM exclusions_exclusion AS one WHERE one.pupil_id = pupil.id AND mark.code = 'E'
           AND mark.date BETWEEN one.starts_on AND coalesce(one.ends_on, mark.date))
       AND NOT EXISTS (SELECT FROM leave_leaverequest AS one WHERE one.pupil_id = pupil.id AND mark.code = 'C'
           AND one.state = 'granted' AND mark.date BETWEEN one.granted_from AND one.granted_to)
       AND NOT EXISTS (SELECT FROM leave_parttimetimetable AS one WHERE one.pupil_id = pupil.id AND mark.code = 'C2'
           AND mark.date BETWEEN one.starts_on AND one.ends_on)
       AND NOT EXISTS (SELECT FROM roll_dualregistration AS one WHERE one.pupil_id = pupil.id AND mark.code = 'D'
           AND mark.date BETWEEN one.starts_on AND coalesce(one.ends_on, mark.date))
       AND NOT EXISTS (SELECT FROM provision_word AS word JOIN provision_provisionplacement AS one
           ON one.id = word.placement_id WHERE one.pupil_id = pupil.id AND one.code = mark.code
           AND word.date = mark.date AND word.session = mark.session AND word.settled_code = mark.code)
     GROUP BY mark.code
"""


@pytest.mark.parametrize("slug", ["alder", "cedar"])
def test_every_code_that_the_law_wants_papers_for_has_them(demo, slug):
    """Leave, part-time timetables, suspensions, another school and a provider's word, however the school arrived."""
    held = rows(demo, slug, "SELECT code, count(*) FROM registers_mark GROUP BY code")
    assert {"B", "C2", "E"} <= {code for code, _ in held}
    assert rows(demo, slug, BEHIND.replace("%(today)s", f"'{TODAY}'")) == []


@pytest.mark.parametrize("slug", ["alder", "cedar"])
def test_families_are_there_once_with_their_ties(demo, invented, slug):
    """After three runs, however the school arrived; brothers and sisters by one household and one contact each."""
    families = families_of(SEED, invented[slug].pupils, TODAY)
    found = rows(
        demo,
        slug,
        "SELECT (SELECT count(*) FROM roll_contact), (SELECT count(*) FROM roll_pupilcontact),"
        " (SELECT count(*) FROM roll_household), (SELECT count(*) FROM roll_contactrestriction)",
    )
    ties = [(family, tie) for family in families for tie in family.ties]
    barred = sum(len(family.pupils) for family, tie in ties if tie.bar)
    links = sum(len(family.pupils) for family, _ in ties)
    assert found == [(len(ties), links, sum(len(family.homes) for family in families), barred)]
    apart = rows(
        demo,
        slug,
        "SELECT count(*) FROM roll_pupilcontact AS one JOIN roll_pupil ON roll_pupil.id = one.pupil_id"
        " JOIN roll_pupilcontact AS other ON other.contact_id = one.contact_id"
        " JOIN roll_householdpupil AS here ON here.pupil_id = one.pupil_id"
        " WHERE NOT EXISTS (SELECT FROM roll_householdpupil AS there WHERE there.pupil_id = other.pupil_id"
        " AND there.household_id = here.household_id)",
    )
    assert apart == [(0,)]


def test_nothing_made_lies_after_the_demos_first_moment(demo, invented):
    """Entries and figures go by the demo's own clock, Cedar's import too: what the next start resumes from."""
    for slug in invented:
        ((newest,),) = rows(demo, slug, "SELECT max(at) FROM registers_entry")
        assert newest.astimezone(day.LONDON).date() == TODAY, slug
        assert newest <= day.beginning(TODAY), slug
    with psycopg.connect(demo.url) as superuser:
        ((published,),) = superuser.execute("SELECT max(published_at) FROM figures_yearpublication").fetchall()
    assert published.astimezone(day.LONDON).date() == TODAY


def test_passwords_and_secrets_follow_from_the_demos_own_key(settings):
    here = (password(), PEOPLE[0].totp_secret)
    settings.SECRET_KEY = "another demo's key, just as long as it needs to be"
    assert password() != here[0]
    assert PEOPLE[0].totp_secret != here[1]
    assert len(password()) >= 12


def test_codes_are_those_of_an_authenticator_app():
    """Against allauth, which will check them."""
    for person in PEOPLE[:3]:
        for moment in (0, 59, 1_764_000_015):
            assert person.code(moment) == format_hotp_value(hotp_value(person.totp_secret, moment // 30))
