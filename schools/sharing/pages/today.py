"""Shares on Today: what authorities did, what waits for the headteacher's agreement, what runs out, what is restricted."""

from collections.abc import Callable, Sequence
from typing import Any

from foundation.clock import local
from foundation.ui.numbers import counted, short_date
from foundation.ui.sentences import Said
from schools.roll.pages.today_lists import NOTHING, Answer, Asked, Cell, Line, Lines, Tag
from schools.sharing.models import Share, ShareAct
from schools.sharing.pages.words import agree_address, move_words, share_address, state_tag, what_words
from schools.sharing.queries.listing import restricted_waiting, running_out, to_agree, unseen_acts
from schools.sharing.queries.rights import agree_shares, prepare_shares
from schools.sharing.rules.states import DRAFT


def authority_answers(asked: Asked) -> Answer:
    """What authorities did that nobody has ticked off: first what the school's own records could not follow."""
    shares = prepare_shares.visible(asked.member).order_by().values("pk")
    rows = sorted(unseen_acts().filter(share__in=shares), key=lambda one: (not one.problem, one.at))
    if not rows:
        return NOTHING

    def line(one: ShareAct) -> Line:
        said = Tag("now", "put it right here", one.problem) if one.problem else short_date(local(one.at).date())
        words = move_words(one.share, one.move)
        return _line(
            one.share, str(one.pk), (one.share.authority_name, words, said), act="Read it", now=bool(one.problem)
        )

    said = Said(strong=counted(len(rows), "answer"), after=" of an authority to look at.", href="#authority_answers")
    return Answer(
        ("Pupil", "Shared", "Authority", "What it did", "When", "Next"),
        Lines(rows, line),
        hint=Tag("soon", f"{len(rows)} to look at"),
        lede=(said,),
    )


def shares_to_agree(asked: Asked) -> Answer:
    """What waits for whoever agrees, the longest first."""
    rows = list(agree_shares.visible(asked.member).filter(pk__in=to_agree().order_by().values("pk")).order_by("at"))

    def line(row: Share) -> Line:
        words = "version 1" if not row.number else f"version {row.number + 1}, frozen anew"
        cells = (row.authority_name, words, f"prepared by {row.by_name}")
        return _line(row, str(row.pk), cells, act="Read it and agree", to=agree_address(row.pk), now=True)

    return _answer(rows, line, ("Pupil", "Shared", "Authority", "Version", "By", "Next"), "to agree to")


def shares_running_out(asked: Asked) -> Answer:
    """What runs out within days, the first first."""
    soon = running_out(asked.today).order_by().values("pk")
    rows = list(prepare_shares.visible(asked.member).filter(pk__in=soon).order_by("expires_on"))

    def line(row: Share) -> Line:
        until = f"until {short_date(row.expires_on)}" if row.expires_on else ""
        return _line(row, str(row.pk), (row.authority_name, state_tag(row), until), act="Look at it")

    return _answer(rows, line, ("Pupil", "Shared", "Authority", "State", "Until", "Next"), "running out")


def restricted_shares(asked: Asked) -> Answer:
    """What waits of restricted shares. No line names a pupil: that would be read off who was shown the lists of Today."""
    rows = list(restricted_waiting(asked.today))

    def line(row: Any) -> Line:
        said = _restricted_words(row)
        to = agree_address(row.pk) if row.state == DRAFT else share_address(row.pk)
        return Line(
            key=str(row.pk),
            head=what_words(row),
            address=share_address(row.pk),
            cells=(row.authority_name, state_tag(row), said),
            act="Read it and agree" if row.state == DRAFT else "Look at it",
            act_address=to,
        )

    return _answer(rows, line, ("Shared", "Authority", "State", "What waits", "Next"), "restricted")


def _restricted_words(row: Any) -> Cell:
    if not row.holds:
        return Tag("now", "its flag holds no more", "take it back")
    if row.state == DRAFT:
        return f"prepared by {row.by_name}"
    if row.unseen:
        return "an answer to look at"
    return f"until {short_date(row.expires_on)}"


def _answer(rows: Sequence[Any], line: Callable[[Any], Line], heads: tuple[str, ...], words: str) -> Answer:
    return Answer(heads, Lines(rows, line), hint=Tag("soon", f"{len(rows)} {words}")) if rows else NOTHING


def _line(row: Share, key: str, cells: tuple[Cell, ...], *, act: str, to: str = "", now: bool = False) -> Line:
    return Line(
        key=key,
        head=str(row.pupil or what_words(row)),
        address=share_address(row.pk),
        pupil=row.pupil.key if row.pupil is not None else None,
        cells=(what_words(row), *cells),
        act=act,
        act_address=to or share_address(row.pk),
        now=now,
    )
