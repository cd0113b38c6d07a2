"""What the returns’ room writes down by itself when a return is shared in Rollcall, and when the authority answers."""

from schools.cases.operations.acting import Act
from schools.returns.models import Return, ReturnFile
from schools.returns.operations.drafting import note_corrected
from schools.returns.operations.sending import Sent, record_answer, record_sent
from schools.sharing.models import Share
from schools.sharing.queries.returned import files_of, returns_of, shares_of
from schools.sharing.rules.returned import acknowledged_words
from tenants.shares.rules.states import ACKNOWLEDGED


def note_sent(share: Share, act: Act) -> None:
    """A version was agreed to: its files have gone, and what was sent before and held no more is put right by it."""
    note_files_sent(share, act)
    for row in returns_of(share).filter(overtaken_because__gt="", corrected_at=None):
        how = f"Version {share.number} shared with {share.authority_name} in Rollcall"
        note_corrected(row, how, signed=act.signed, now=act.now)


def note_files_sent(share: Share, act: Act) -> None:
    """A file has gone once each of its returns is shared."""
    for file in files_of(share).filter(sent_on=None):
        rows = _rows(file)
        if len(shares_of(rows, share.authority)) == len(rows):
            record_sent(
                file, Sent(on=act.today, way=ReturnFile.Way.ROLLCALL), signed=act.signed, now=act.now, today=act.today
            )


def note_acknowledged(share: Share, act: Act) -> None:
    """Write the authority’s answer beside the file: of its returns, how many it has acknowledged by now."""
    for file in files_of(share).filter(sent_way=ReturnFile.Way.ROLLCALL):
        rows = _rows(file)
        done = sum(one.answer == ACKNOWLEDGED for one in shares_of(rows, share.authority).values())
        words = acknowledged_words(done, len(rows))
        record_answer(file, words, on=share.answered_on or act.today, signed=act.signed, today=act.today)


def _rows(file: ReturnFile) -> list[Return]:
    return list(Return.objects.filter(lines__file=file))
