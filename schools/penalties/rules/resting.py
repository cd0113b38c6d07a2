"""Which of the sessions that a consideration rests on still count: as they stand today, and not used by another notice."""

from collections import Counter
from collections.abc import Iterable

from schools.penalties.rules.threshold import ELSEWHERE
from schools.registers.rules.windows import SlotMark


def still_free(
    held: Iterable[SlotMark], now: Iterable[SlotMark], used: Iterable[SlotMark], codes: frozenset[str]
) -> list[SlotMark]:
    """Those of the sessions held that count, with the codes of now; of weeks at another school, as they were carried."""
    standing = {(mark.date, mark.session): mark.code for mark in now}
    taken = list(used)
    spent = {(mark.date, mark.session) for mark in taken}
    there = Counter((mark.date, mark.code) for mark in taken if mark.session == ELSEWHERE)
    found = []
    for mark in held:
        if mark.session == ELSEWHERE:
            if there[mark.date, mark.code]:
                there[mark.date, mark.code] -= 1
            else:
                found.append(mark)
        elif (mark.date, mark.session) not in spent:
            code = standing.get((mark.date, mark.session), "")
            if code in codes:
                found.append(mark._replace(code=code))
    return sorted(found)
