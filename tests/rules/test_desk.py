"""What the desk decides: how late a moment is, what a mark that stands there means, who is on site, and codes of cards."""

import datetime as dt
import itertools

import pytest

from foundation.london import LONDON
from foundation.refusals import Fault
from schools.desk.rules.barcode import bars
from schools.desk.rules.lateness import Lateness, Standing, lateness, slot_of_arrival, standing_of
from schools.desk.rules.on_site import Movement, Whereabouts, whereabouts
from schools.desk.rules.short_codes import key_of, short_code
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.registers.rules.slots import Slot, Window, phase_at

DAY = dt.date(2026, 11, 19)
WINDOW = Window(dt.time(8, 50), 20)


def at(hour: int, minute: int, second: int = 0) -> dt.datetime:
    return dt.datetime.combine(DAY, dt.time(hour, minute, second), tzinfo=LONDON)


def slot(now: dt.datetime, session: int = 1, window: Window | None = WINDOW, **more: object) -> Slot:
    return Slot(DAY, session, phase_at(DAY, window, now), DAY, window, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(8, 50), Lateness("L", 1)),
        (at(8, 50, 59), Lateness("L", 1)),
        (at(9, 2, 30), Lateness("L", 12)),
        (at(9, 9, 59), Lateness("L", 19)),
        (at(9, 10), Lateness("U", 21)),
        (at(9, 11), Lateness("U", 21)),
        (at(9, 31), Lateness("U", 41)),
        (at(12, 50), Lateness("U", 240)),
    ],
    ids=lambda value: str(value)[-14:],
)
def test_l_while_the_register_is_open_and_u_after_with_minutes_the_register_takes(
    now: dt.datetime, said: Lateness
) -> None:
    assert lateness(slot(now), now) == said


@pytest.mark.parametrize(
    ("now", "more", "code"),
    [
        (at(8, 49), {}, "too_early"),
        (at(12, 51), {}, "too_late"),
        (at(9, 0), {"closed": "The school does not meet: INSET day."}, "not_a_session"),
        (at(9, 0), {"year_closed": True}, "year_closed"),
        (at(9, 0), {"window": None}, "no_times"),
    ],
)
def test_nobody_is_late_to_what_is_not_held(now: dt.datetime, more: dict[str, object], code: str) -> None:
    found = lateness(slot(now, **more), now)  # type: ignore[arg-type]
    assert isinstance(found, Fault)
    assert found.code == code


def test_somebody_who_comes_at_noon_is_late_to_the_morning_and_at_two_to_the_afternoon() -> None:
    pm = Window(dt.time(13, 0), 20)
    for now, session in ((at(8, 0), 1), (at(12, 0), 1), (at(14, 0), 2)):
        assert slot_of_arrival([slot(now), slot(now, 2, pm)]).session == session


@pytest.mark.parametrize(
    ("mark", "standing"),
    [
        (NO_MARK, Standing.FREE),
        (CellMark("N"), Standing.FREE),
        (CellMark("/"), Standing.HERE),
        (CellMark("\\"), Standing.HERE),
        (CellMark("L", 5), Standing.HERE),
        (CellMark("U", 40), Standing.HERE),
        (CellMark("I"), Standing.ELSEWHERE),
        (CellMark("O"), Standing.ELSEWHERE),
        (CellMark("V"), Standing.ELSEWHERE),
        (CellMark("C", planned=True), Standing.ELSEWHERE),
    ],
    ids=str,
)
def test_what_a_mark_that_stands_there_means(mark: CellMark, standing: Standing) -> None:
    assert standing_of(mark) is standing


OPENED = at(13, 0)
OUT_BEFORE, OUT_SINCE = Movement(at(11, 0), out=True), Movement(at(13, 30), out=True)
BACK_BEFORE, BACK_SINCE = Movement(at(11, 0), out=False), Movement(at(13, 30), out=False)
HERE, UNKNOWN, AWAY = Whereabouts.ON_SITE, Whereabouts.NOT_KNOWN, Whereabouts.AWAY
#: By what the register says: nothing from the desk, out before the session and since, back before it and since.
MATRIX = {
    "present": (("/", "\\", "L", "U"), (HERE, UNKNOWN, AWAY, HERE, HERE)),
    "nothing": ((None,), (UNKNOWN, AWAY, AWAY, UNKNOWN, HERE)),
    "elsewhere": (("V", "P", "B", "D", "K", "W"), (AWAY, AWAY, AWAY, AWAY, HERE)),
    "absent": (("I", "M", "C", "C2", "E", "N", "O", "G", "X", "Y1"), (AWAY, AWAY, AWAY, AWAY, HERE)),
}


@pytest.mark.parametrize(
    ("code", "expected"), [(code, row) for codes, row in MATRIX.values() for code in codes], ids=str
)
def test_who_is_on_site(code: str | None, expected: tuple[Whereabouts, ...]) -> None:
    moves = (None, OUT_BEFORE, OUT_SINCE, BACK_BEFORE, BACK_SINCE)
    assert tuple(whereabouts(CellMark(code), moved, opened=OPENED) for moved in moves) == expected


def test_what_was_planned_is_away_until_somebody_comes_in_and_without_times_the_desk_is_newer() -> None:
    planned = CellMark("C", planned=True)
    assert whereabouts(planned, None, opened=OPENED) is AWAY
    assert whereabouts(planned, BACK_SINCE, opened=OPENED) is HERE
    assert whereabouts(CellMark("/"), OUT_BEFORE, opened=None) is AWAY
    assert whereabouts(NO_MARK, BACK_BEFORE, opened=None) is HERE


def test_a_card_names_one_pupil_and_a_slip_of_the_finger_nobody() -> None:
    for key in (1, 7, 42, 1042, 99999):
        code = short_code(key)
        assert key_of(f" {code.lower()} ") == key
        digits = code[1:]
        for place, digit in enumerate(digits):
            wrong = f"P{digits[:place]}{(int(digit) + 1) % 10}{digits[place + 1 :]}"
            assert key_of(wrong) is None
    for text in ("", "P", "P1", "9B", "Patel", "P12345678901234", "H820200112345"):
        assert key_of(text) is None


def read(drawn: list[tuple[int, int]], width: int) -> str:
    """What a scanner reads: the elements by their widths, ten to a character with the space after it."""
    edges = [edge for at, wide in drawn for edge in (at, at + wide)]
    wide = ["w" if after - before == 3 else "n" for before, after in itertools.pairwise([*edges, width + 1])]
    table = {
        "nnnwwnwnn": "0", "wnnwnnnnw": "1", "nnwwnnnnw": "2", "wnwwnnnnn": "3", "nnnwwnnnw": "4", "wnnwwnnnn": "5",
        "nnwwwnnnn": "6", "nnnwnnwnw": "7", "wnnwnnwnn": "8", "nnwwnnwnn": "9", "nnwnwnnwn": "P", "nwnnwnwnn": "*",
    }  # fmt: skip
    return "".join(table["".join(wide[place : place + 9])] for place in range(0, len(wide), 10))


@pytest.mark.parametrize("key", [1, 23456, 7890])
def test_the_bars_of_a_card_are_read_as_its_code(key: int) -> None:
    drawn, width = bars(short_code(key))
    assert read(drawn, width) == f"*{short_code(key)}*"
    assert {wide for _, wide in drawn} == {1, 3}
