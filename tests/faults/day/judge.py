"""The judge of a simulated day: the book of everybody outside, against what the school's tables hold. Plain SQL, none of the
product.

A finding begins with its kind: `unaccounted` (a pupil nobody can say anything of); `mark`, `call`, `desk`, `text`, `answer`,
`receipt` and `lead` (what was answered and is not there, once); `twice` and `stray` (in the carrier's list); `silent` (a
message or a promise that ended nowhere); `figure` and `week` (other than a recount).
"""

import datetime as dt
import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from tests.faults.checker import COLUMNS, COUNTS
from tests.faults.day.book import Book
from tests.faults.ledger import TODAY, Mark

FIGURES = (*COLUMNS, "missing")
_TOKEN = re.compile(r"/by/([^/\s]+)/")


@dataclass
class Verdict:
    """Everything wrong, one line each; and what is stated though nothing is wrong with it."""

    findings: list[str] = field(default_factory=list)
    stated: Counter[str] = field(default_factory=Counter)

    def kinds(self) -> Counter[str]:
        """Findings by kind."""
        return Counter(finding.partition(":")[0] for finding in self.findings)


def judge(connection: "psycopg.Connection[Any]", schema: str, book: Book) -> Verdict:
    """Look once the day is over and nobody acts any more."""
    verdict = Verdict()
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(schema)))
        held = _Held(connection)
        verdict.findings += [
            *_pupils(held),
            *_marks(held, book),
            *_told(held, book),
            *_carried(held, book, verdict.stated),
            *_messages(held, book, verdict.stated),
            *_owed(held, book),
            *_figures(held),
            *_weeks(held),
        ]
        verdict.stated["pupils"], verdict.stated["marks"] = len(held.pupils), len(held.marks)
        verdict.stated["without a reason"] = len(held.absent)
    return verdict


class _Held:
    """The day as the tables have it. Pupils by their key in the interface."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        rows = """SELECT pupil.id::text, pupil.key FROM roll_pupil AS pupil JOIN roll_admission AS on_roll
                      ON on_roll.pupil_id = pupil.id AND starts_on <= %(day)s AND coalesce(ends_on, %(day)s) >= %(day)s"""
        self.pupils: dict[str, int] = dict(self.rows(rows))
        names = {key: pupil for pupil, key in self.pupils.items()}
        rows = "SELECT pupil_key, session, code, minutes FROM registers_mark WHERE date = %(day)s AND NOT planned"
        self.marks: dict[tuple[str, int], Mark] = {
            (names[key], session): (code, minutes) for key, session, code, minutes in self.rows(rows)
        }
        self.absent = {pupil for (pupil, _), (code, _) in self.marks.items() if code == "N"}
        rows = """SELECT version.pupil_key, session, new_code, minutes, idempotency_key
                    FROM registers_markversion AS version JOIN registers_entry AS entry ON entry.id = entry_id
                   WHERE date = %(day)s ORDER BY entry_id"""
        self.versions: dict[tuple[str, int], list[tuple[Mark, str]]] = defaultdict(list)
        for key, session, code, minutes, by in self.rows(rows):
            self.versions[names[key], session].append(((code, minutes), by))

    def rows(self, statement: Any, **more: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, {"day": TODAY, **more}).fetchall()


def _pupils(held: _Held) -> list[str]:
    """Each pupil has both marks; who has no reason has a day that led to somebody."""
    findings = [
        f"unaccounted: {pupil} has no mark in session {session}"
        for pupil in held.pupils
        for session in (1, 2)
        if (pupil, session) not in held.marks
    ]
    rows = """
        SELECT day.pupil_id::text
          FROM absence_firstday AS day
         WHERE day.date = %(day)s
           AND (day.safe_at IS NOT NULL
                OR EXISTS (SELECT FROM absence_handover AS given WHERE given.day_id = day.id AND settled_at IS NOT NULL)
                OR EXISTS (SELECT FROM absence_attempt AS tried
                            WHERE tried.day_id = day.id AND outcome IN ('spoke', 'seen', 'answered')))"""
    known = {pupil for (pupil,) in held.rows(rows)}
    return findings + [
        f"unaccounted: {pupil} has no reason, and nobody heard, saw or took over" for pupil in held.absent - known
    ]


def _marks(held: _Held, book: Book) -> list[str]:
    """What a register was answered for is there, once; and each mark is what its newest version says."""
    findings = []
    entries: Counter[str] = Counter()
    rows = "SELECT idempotency_key, count(*) FROM registers_entry GROUP BY 1"
    entries.update(dict(held.rows(rows)))
    for sent in book.saves.sent:
        if sent.status != 200 or entries[sent.key] != 1:
            findings.append(f"mark: {sent.key} was answered {sent.status} and has {entries[sent.key]} entries")
            continue
        findings += [
            f"mark: {pupil} {mark} of {sent.where} was answered and never stood there"
            for pupil, mark in sent.asked.items()
            if mark != sent.saw[pupil] and (mark, sent.key) not in held.versions[pupil, sent.where.session]
        ]
    newest = {cell: versions[-1][0] for cell, versions in held.versions.items() if versions}
    return findings + [
        f"mark: {cell} is {held.marks.get(cell)}, and its newest version says {newest.get(cell)}"
        for cell in newest.keys() | held.marks.keys()
        if newest.get(cell) != held.marks.get(cell)
    ]


def _told(held: _Held, book: Book) -> list[str]:
    """Calls, children at the desk, texts, answers and what the lead did: what was taken is there, once."""
    findings = []
    rows = """SELECT tried.key, day.pupil_id::text, tried.outcome FROM absence_attempt AS tried
                JOIN absence_firstday AS day ON day.id = tried.day_id WHERE tried.channel = 'call'"""
    # A form's key is kept apart from those of visits and replies.
    calls = {key.removeprefix("c-"): (pupil, outcome) for key, pupil, outcome in held.rows(rows)}
    came_of = {"illness": "spoke"}
    for key, (pupil, said) in book.calls.items():
        if calls.get(key) != (pupil, came_of.get(said, said)):
            findings.append(f"call: {key} was noted as {said} and is {calls.get(key)}")
        elif said == "illness" and not any(
            mark[0] == "I" and by.startswith(key) for mark, by in held.versions[pupil, 1]
        ):
            findings.append(f"call: {key} gave a reason that no register has")
    rows = "SELECT idempotency_key, pupil_id::text, code, minutes FROM desk_arrival WHERE undone_at IS NULL"
    arrived = {key: (pupil, (code, minutes)) for key, pupil, code, minutes in held.rows(rows)}
    for key, pupil in book.arrivals.items():
        row = arrived.get(key)
        if row is None or (row[1], key) not in held.versions[pupil, 1]:
            findings.append(f"desk: {key} was marked late and is {row}")
    rows = "SELECT words, way, count(DISTINCT inbox_id) FROM absence_reply GROUP BY 1, 2"
    replies = {(words, way): count for words, way, count in held.rows(rows)}
    findings += [
        f"text: {words!r} came in and is there {replies.get((words, 'text'), 0)} times"
        for _, words in book.texts
        if replies.get((words, "text")) != 1
    ]
    findings += [
        f"answer: {words!r} was sent and is there {replies.get((words, 'link'), 0)} times"
        for words in book.answers
        if replies.get((words, "link")) != 1
    ]
    stopped = {digits for (digits,) in held.rows("SELECT digits FROM absence_stopped WHERE until IS NULL")}
    findings += [f"text: {to} wrote STOP" for to, words in book.texts if words == "STOP" and to not in stopped]
    rows = """SELECT day.pupil_id::text, given.acknowledged_at IS NOT NULL, given.settled_at IS NOT NULL
                FROM absence_handover AS given JOIN absence_firstday AS day ON day.id = given.day_id"""
    leads = {pupil: (taken, settled) for pupil, taken, settled in held.rows(rows)}
    told = {pupil: (True, pupil in book.signed_off) for pupil in book.taken}
    return findings + [
        f"lead: {pupil} was taken over and signed off {said}, is {leads.get(pupil)}"
        for pupil, said in told.items()
        if leads.get(pupil) != said
    ]


def _carried(held: _Held, book: Book, stated: Counter[str]) -> list[str]:
    """Everything in the carrier's list belongs to one message, and no message, nor a child to a contact, is there twice."""
    findings = []
    rows = "SELECT token_hash, facts->>'message' FROM journal_link WHERE purpose = 'absence.answer'"
    messages = dict(held.rows(rows))
    known = {key for (key,) in held.rows("SELECT id::text FROM absence_message")}
    times: Counter[str] = Counter()
    for kept in book.carried:
        found = _TOKEN.search(kept.text)
        message = messages.get(hashlib.sha256(found[1].encode()).hexdigest()) if found else None
        if message not in known:
            findings.append(f"stray: the carrier has {kept.key}, which no message of ours is")
        else:
            times[str(message)] += 1
    findings += [f"twice: {message} was sent {count} times" for message, count in times.items() if count > 1]
    said = Counter((kept.to, _TOKEN.sub("", kept.text)) for kept in book.carried)
    findings += [f"twice: a number was told the same {count} times" for count in said.values() if count > 1]
    rows = """SELECT child.day_id, contact_id, array_agg(message.id::text) FROM absence_message AS message
                JOIN absence_messagechild AS child ON child.message_id = message.id AND left_out = '' GROUP BY 1, 2"""
    for day, _, sent in held.rows(rows):
        if sum(times[message] for message in sent) > 1:
            findings.append(f"twice: of {day} one contact was told by each of {sent}")
    rows = "SELECT id::text, state FROM absence_message"
    for message, state in held.rows(rows):
        if state in ("handed_over", "delivered") and not times[message]:
            findings.append(f"silent: {message} is {state} and the carrier never had it")
        if state in ("queued", "held", "withdrawn", "lapsed") and times[message]:
            findings.append(f"stray: {message} is {state} and the carrier has it")
        stated["in doubt and sent"] += state == "in_doubt" and bool(times[message])
    stated["sent"] = len(book.carried)
    stated["sent twice"] = sum(count - 1 for count in said.values())
    return findings


def _messages(held: _Held, book: Book, stated: Counter[str]) -> list[str]:
    """Each message ended somewhere that is shown, and each child it names has it among what was tried."""
    rows = "SELECT state, count(*) FROM absence_message GROUP BY 1"
    states = Counter(dict(held.rows(rows)))
    stated["messages"], stated["in doubt"] = sum(states.values()), states["in_doubt"]
    stated["not sent in time"] = states["lapsed"]
    findings = [
        f"silent: {states[state]} messages are {state} after the day"
        for state in ("queued", "held", "sending")
        if states[state]
    ]
    rows = """SELECT message.id::text FROM absence_message AS message
                JOIN absence_messagechild AS child ON child.message_id = message.id AND left_out = ''
                LEFT JOIN absence_attempt AS tried ON tried.message_id = message.id AND tried.day_id = child.day_id
               WHERE state IN ('handed_over', 'delivered', 'in_doubt')
               GROUP BY message.id, child.id HAVING count(tried.id) <> 1"""
    findings += [f"silent: {message} is among no child's attempts" for (message,) in held.rows(rows)]
    rows = "SELECT provider_id FROM absence_message WHERE state = 'delivered'"
    delivered = {key for (key,) in held.rows(rows)}
    return findings + [f"receipt: {key} was delivered" for key in book.receipts - delivered]


def _owed(held: _Held, book: Book) -> list[str]:
    """Nothing is owed any more; a date with a child without a reason has its clock."""
    rows = "SELECT topic, handler, attempts FROM journal_outboxrow WHERE done_at IS NULL"
    findings = [f"silent: {topic} waits for {handler} after {tries} tries" for topic, handler, tries in held.rows(rows)]
    rows = "SELECT topic FROM journal_inboxrow WHERE NOT passed_on AND topic <> ''"
    findings += [f"silent: what came in as {topic} is unread" for (topic,) in held.rows(rows)]
    rows = "SELECT topic, key FROM journal_duerow WHERE state IN ('waiting', 'lapsed') AND at <= %(now)s"
    findings += [f"silent: {topic} {key} was due" for topic, key in held.rows(rows, now=book.ended_at)]
    rows = (
        "SELECT count(*) FROM journal_duerow WHERE topic = 'registers.n_clock' AND state = 'waiting' AND at > %(now)s"
    )
    if held.absent and held.rows(rows, now=book.ended_at) == [(0,)]:
        findings.append("silent: nobody looks when the fifth school day has ended")
    return findings


def _figures(held: _Held) -> list[str]:
    """The trust's figures of the day are what the marks come to."""
    columns = sql.SQL(", ").join(sql.SQL("sum({})").format(sql.Identifier(name)) for name in FIGURES)
    rows = sql.SQL(
        """SELECT session, {} FROM figures_sessioncount AS counted WHERE cohort = 'all' AND date = %(day)s
              AND school_id = (SELECT id FROM trusts_school WHERE schema_name = current_schema()) GROUP BY session"""
    ).format(columns)
    published = {session: tuple(int(count) for count in counts) for session, *counts in held.rows(rows)}
    findings = []
    for session in (1, 2):
        codes = Counter(code for (_, at), (code, _) in held.marks.items() if at == session)
        counts = Counter(name for code, many in codes.items() for name in COUNTS[str(code)] * many)
        counts["missing"] = len(held.pupils) - sum(codes.values())
        recount = tuple(counts[name] for name in FIGURES)
        if published.get(session) != recount:
            findings.append(
                f"figure: session {session} is published as {published.get(session)}, its marks come to {recount}"
            )
    return findings


def _weeks(held: _Held) -> list[str]:
    """Each pupil's week is what their marks come to."""
    names = {key: pupil for pupil, key in held.pupils.items()}
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    monday = TODAY - dt.timedelta(days=TODAY.weekday())
    rows = sql.SQL("SELECT pupil_key, {} FROM registers_pupilweek WHERE week = %(monday)s").format(columns)
    weeks = {names[key]: tuple(counts) for key, *counts in held.rows(rows, monday=monday)}
    recount: dict[str, Counter[str]] = defaultdict(Counter)
    for (pupil, _), (code, _) in held.marks.items():
        recount[pupil].update(COUNTS[str(code)])
    return [
        f"week: {pupil} holds {weeks.get(pupil)}, their marks come to {counted}"
        for pupil in held.pupils
        if weeks.get(pupil) != (counted := tuple(recount[pupil][name] for name in COLUMNS))
    ]
