"""A mentoring group: made, filled, and said to be too small to conclude, beside whom and of what figures."""

import re

import pytest

from schools.meetings.models import HelpGroup, HelpGroupPupil
from tests.schools.cases.keeping import LEADER, OFFICER, YEAR_HEAD, Keeping, keeping
from tests.schools.meetings.autumn import MISSED, on, write_autumn
from tests.world import World

#: The first two miss a day in each of the three weeks before and none after; the others go on as they were.
BEFORE = on("5 Oct", "13 Oct", "20 Oct")
AFTER = on("3 Nov", "10 Nov", "13 Nov")


@pytest.fixture
def kept(world: World, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    made = keeping(world, monkeypatch)
    missed = {place: [] for place in MISSED} | {0: BEFORE, 1: BEFORE, 2: [*BEFORE, *AFTER], 3: [*BEFORE, *AFTER[:1]]}
    write_autumn(made.taking.school, made.taking.keys, missed)
    return made


def text(page: str) -> str:
    return re.sub(r"(<[^>]+>|\s)+", " ", page)


def test_a_group_beside_pupils_like_them(kept: Keeping) -> None:
    form = {"name": "Mentoring", "what": "An adult on Fridays", "starts_on": "2 Nov 2026", "ends_on": ""}
    assert kept.sends("/help-groups/new/", form | {"ends_on": "1 Nov 2026"}) == 422
    assert kept.sends("/help-groups/new/", form, LEADER) == 404
    assert kept.sends("/help-groups/new/", form) == 302
    path = f"/help-groups/{kept.only(HelpGroup).pk}/"
    assert kept.sends(f"{path}add/", {}) == 422
    assert kept.sends(f"{path}add/", {"pupil": [str(kept.pupil(place).pk) for place in (0, 1, 4)]}) == 302
    assert kept.sends(f"{path}pupils/{kept.pupil(4).pk}/take-out/", {}) == 302
    assert {row.pupil_id for row in kept.rows(HelpGroupPupil)} == {kept.pupil(0).pk, kept.pupil(1).pk}

    # Two school weeks are over since: too early, whatever they show.
    early = text(kept.page(path, LEADER))
    assert "Too early to say: 2 school weeks over" in early
    assert kept.client(YEAR_HEAD).get(path).status_code == 404

    # In the third week after, of which three days are marked, each of the two has risen from 24 of 30 sessions to 26 of 26,
    # by 20 points. Two are like them, who missed 6 before as well, and 6 and 2 of the 26 after: -3.1 and 12.3 points, which
    # is 4.6 in the mean.
    kept.on(on("23 Nov")[0])
    page = text(kept.page(path, OFFICER))
    assert "Too small to conclude : 2 compared, 10 needed" in page
    assert "Attendance changed by +15.4 points beside matched pupils (95% interval +15.4 to +15.4)." in page
    assert page.count(" 80.0% 100.0% 2 +15.4 ") == 2
