"""What every act on a referral begins with, and what follows from one: it is a draft, or blocked by what it lacks."""

from foundation.audit.actors import Actor
from foundation.refusals import Overtaken
from schools.cases.operations.acting import Act, audit, held, held_open, note_event
from schools.cases.rules.opening import Kind
from schools.letters.operations.withdrawing import withdraw_about
from schools.referrals.models import Referral
from schools.referrals.queries.standing import lacks
from schools.referrals.rules import states
from schools.referrals.rules.states import REFERRAL

#: What a letter says it is about that is a referral (`Letter.about_kind`), and the room that writes into timelines.
ABOUT, ROOM = "referral", "referrals"


def held_referral(row: Referral, *, open_case: bool = True) -> Referral:
    """The referral as it stands now, with its case, both held until the transaction ends: the case first, as everywhere."""
    (held_open if open_case else held)(row.case)
    rows = Referral.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("case__pupil", "case__owner", "service", "rings").get(pk=row.pk)


def check_unsent(row: Referral) -> None:
    """Overtaken where it is with the service, or over: what was sent is not written anew."""
    if row.state not in (*states.UNSENT, states.ASKED):
        words = f"This referral is {REFERRAL.words(row.state)}, so nothing in it is written anew."
        raise Overtaken(words, code="sent", remedy="Wait until the service asks for more, or take it back.")


def judge(row: Referral, act: Act) -> Referral:
    """Have a referral that is not sent yet be a draft or blocked, by what it lacks today; and what is about to go by email
    and says what has changed since, not go. Saves it."""
    if row.state in states.UNSENT:
        move = "block" if lacks(row, act.today) else "unblock"
        if REFERRAL.move(move).before == (row.state,):
            row.state = REFERRAL.after(row.state, move)
    row.save()
    call_back(row, by=act.signed.by, act=act)
    return row


def call_back(row: Referral, *, by: Actor, act: Act) -> None:
    """Withdraw the email that is still to go."""
    withdraw_about(ABOUT, row.pk, why="The referral has changed since.", by=by, now=act.now)


def tell(row: Referral, kind: str, words: str, *, key: object, act: Act, more: str = "") -> None:
    """Write into the timeline of the case what became of its referral, once under this key of ours."""
    of = Kind(row.case.kind)
    note_event(
        row.case.pupil, kind=kind, on=act.today, words=words, room=ROOM, key=f"{key} {kind}", act=act, of=of, more=more
    )


def note(what: str, row: Referral, act: Act, **details: object) -> None:
    """The audit line of an act on a referral: keys and codes, and no words."""
    audit(f"referral.{what}", row.case, act, referral=str(row.pk), state=row.state, **details)
