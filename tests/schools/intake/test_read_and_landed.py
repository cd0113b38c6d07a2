"""What is read of real systems' files, as the school's import takes it: leavers, forms, a closed day, problems as a file."""

import csv
import io

import pytest
from django.test import Client

from foundation.access.roles import Role
from schools.intake.models import ImportRun
from schools.journal.tasks import drain
from schools.roll.models import Placement, Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.integrations.test_field_cases import FOLDER
from tests.schools.intake.test_import_pages import apply, officer, send, upn, words
from tests.world import World, fill

HEAD = "UPN,Legal Surname,Legal Forename,Date of Birth,Sex,Year Group,Reg Group,Date of Admission"
LEFT = f"{HEAD},Date of Leaving,Ground for leaving"


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school()
    fill(school)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    return school


def checked(client: Client, school: School, *, roll: str = "", marks: str = "", as_at: str = "20/11/2026") -> str:
    """Sends files in and has them checked; the import's address."""
    address = send(client, roll=roll, marks=marks, as_at=as_at)
    drain.run(str(school.pk))
    return address


def applied(client: Client, school: School, *, roll: str, as_at: str = "20/11/2026") -> str:
    """Sends a roll in and applies it; what the page said before."""
    address = checked(client, school, roll=roll, as_at=as_at)
    page = words(client.get(address).content)
    apply(client, address)
    drain.run(str(school.pk))
    return page


def field_case(name: str) -> str:
    (path,) = FOLDER.glob(f"{name}_*")
    return path.read_text(encoding="utf-8")


def test_a_leaver_without_year_or_form_is_taken_and_a_new_one_has_neither(world: World, school: School) -> None:
    client = officer(world, school)
    page = applied(client, school, roll=field_case("d02"))
    assert "2 new pupils" in page
    with school_work(school):
        ida = Pupil.objects.get(surname="Gone")
        assert str(ida.admissions.get().ends_on) == "2026-10-16"
        assert not ida.placements.exists()


def test_of_a_leaver_held_here_year_and_form_stay_up_to_the_last_day(world: World, school: School) -> None:
    client = officer(world, school)
    row = f"{upn(301)},Gone,Ida,15/10/2014,F,{{}},{{}},01/09/2026"
    applied(client, school, roll=f"{HEAD}\n{row.format('7', '7K')}\n", as_at="09/10/2026")
    applied(client, school, roll=f"{LEFT}\n{row.format('', '')},16/10/2026,9(1)(a)\n")
    with school_work(school):
        place = Placement.objects.get(pupil__surname="Gone")
        assert (place.year_group, place.group and place.group.name) == ("7", "7K")
        assert str(place.ends_on) == "2026-10-16"


def test_an_empty_form_leaves_a_pupil_in_theirs_and_is_warned_of(world: World, school: School) -> None:
    client = officer(world, school)
    row = f"{upn(302)},Loose,Nat,14/03/2015,M,7,{{}},01/09/2026\n"
    applied(client, school, roll=f"{HEAD}\n{row.format('7K')}", as_at="09/10/2026")
    page = applied(client, school, roll=f"{HEAD}\n{row.format('')}")
    assert "The pupil has no registration group." in page
    with school_work(school):
        (place,) = Placement.objects.filter(pupil__surname="Loose").select_related("group")
        assert place.group is not None
        assert place.group.name == "7K"


def test_a_form_written_in_other_capitals_is_the_one_held_and_new_ones_are_listed(world: World, school: School) -> None:
    client = officer(world, school)
    rows = [f"{upn(310 + n)},Formed,Kim{n},14/03/2015,F,7,{{}},01/09/2026" for n in range(3)]
    first = applied(client, school, roll=f"{HEAD}\n{rows[0].format('7 Ash')}\n", as_at="09/10/2026")
    assert "The form 7 Ash would be new." in first
    second = "\n".join([HEAD, rows[0].format("7 ASH"), rows[1].format("7 ash"), rows[2].format("7 Elm")])
    page = applied(client, school, roll=f"{second}\n")
    assert "“7 ASH” as “7 Ash”, “7 ash” as “7 Ash”" in page
    assert "The form 7 Elm would be new." in page
    with school_work(school):
        made = RegistrationGroup.objects.filter(name__istartswith="7 ").order_by("name")
        assert list(made.values_list("name", flat=True)) == ["7 Ash", "7 Elm"]


@pytest.mark.parametrize("day", ["14/11/2026", "27/10/2026"])
def test_one_closed_day_alone_is_set_aside(world: World, school: School, day: str) -> None:
    """A Saturday, and a day between two half-terms: neither is of a year without a calendar."""
    client = officer(world, school)
    number = upn(320)
    applied(client, school, roll=f"{HEAD}\n{number},Day,Off,14/03/2015,F,7,7K,01/09/2026\n", as_at="09/10/2026")
    address = checked(client, school, marks=f"UPN,Date,Session,Mark\n{number},{day},AM,/\n")
    page = words(client.get(address).content)
    assert "The school does not meet then" in page
    assert "no term dates" not in page
    with school_work(school):
        assert ImportRun.objects.latest("received_at").status == ImportRun.Status.CHECKED


def test_all_that_was_found_comes_as_a_file_that_no_spreadsheet_runs(world: World, school: School) -> None:
    client = officer(world, school)
    damaged = (
        f"{upn(330)},Ash,Una,14/03/2015,F,7,1.00E+02,01/09/2026\n{upn(331)},=SUM(A1),Vic,14/03/2015,M,7,7K,01/09/2026\n"
    )
    address = checked(client, school, roll=f"{HEAD}\n{damaged}")
    answer = client.get(f"{address}problems.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="import-problems.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {"1.00E+02", "'=SUM(A1)"} <= {row["In the file"] for row in rows}
    (spoilt,) = (row for row in rows if row["In the file"] == "1.00E+02")
    assert (spoilt["File"], spoilt["Row"], spoilt["Column"]) == ("roll.csv", "2", "Reg Group")
    assert "roll.csv" in words(client.get("/imports/").content)
    assert "<q>1.00E+02</q>" in client.get(address).content.decode()
