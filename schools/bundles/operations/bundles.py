"""Preparing a bundle of evidence, freezing it as it was read, sending it, and what the authority answers.

Every step is an audit line about the pupil: the bundle's key, kind and version. Sending and each answer stand in the case's
timeline. Only the authority issues, refuses or prosecutes: what is written down here is what it said.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.documents.kinds import Kind
from foundation.refusals import Fault, Overtaken, Refused
from foundation.ui.numbers import middle_date
from schools.bundles.models import Bundle, BundleVersion
from schools.bundles.rules.evidence import Attached, Evidence
from schools.bundles.rules.kinds import (
    BUNDLE,
    LONGEST_PERIOD_DAYS,
    LONGEST_REASON,
    LONGEST_STATEMENT,
    OPEN,
    BundleKind,
    How,
)
from schools.bundles.rules.lacking import Lacking
from schools.cases.models import Case
from schools.cases.operations.acting import Act, audit, held_open, note_event, refuse
from schools.cases.operations.support import past_fault
from schools.cases.rules import opening
from schools.cases.rules.wording import words_fault
from schools.documents.operations import keep_own
from schools.journal.operations import promise
from schools.roll.queries.contacts import ContactOf

#: What its files are of: one version of one bundle.
BUNDLE_FILES: Final = "bundle_version"
#: Outbox topic: a bundle was frozen and its files are to be made ({"version"}).
MAKE: Final = "bundles.make"
_BARRED: Final = Fault(
    "Something stands against telling others about this person.",
    "barred",
    "contact",
    remedy="Ask the safeguarding lead.",
)


@transaction.atomic(using=ALIAS)
def prepare(
    case: Case,
    *,
    kind: BundleKind,
    contact: ContactOf,
    authority: str,
    authority_name: str,
    first: dt.date,
    last: dt.date,
    act: Act,
) -> Bundle:
    """Begin a bundle about one parent. Refused while another of its kind is open for the same parent."""
    row = held_open(case)
    same = Bundle.objects.filter(case=row, contact=contact.contact, kind=kind, state__in=OPEN).exists()
    twice = Fault("One of this kind is being prepared for this parent, or is with the authority.", "open", "contact")
    refuse(_BARRED if contact.restrictions else None, twice if same else None, *_period(first, last, act.today))
    bundle = Bundle.objects.create(
        case=row,
        contact_id=contact.contact,
        kind=kind.value,
        authority=authority,
        authority_name=authority_name,
        first=first,
        last=last,
        at=act.now,
        by_name=act.name,
    )
    _audit("bundle.prepared", bundle, act)
    return bundle


@transaction.atomic(using=ALIAS)
def change(
    bundle: Bundle, *, first: dt.date, last: dt.date, statement: str, attached: Collection[uuid.UUID], act: Act
) -> Bundle:
    """Change what is chosen for a bundle: its days, its statement, the files that go with it, in their order."""
    row = _held(bundle, "freeze")
    refuse(
        *_period(first, last, act.today),
        words_fault(statement, "statement", most=LONGEST_STATEMENT),
    )
    row.first, row.last, row.statement, row.attached = first, last, statement.strip(), list(dict.fromkeys(attached))
    row.save(update_fields=["first", "last", "statement", "attached"])
    _audit("bundle.changed", row, act, attached=len(row.attached))
    return row


@transaction.atomic(using=ALIAS)
def freeze(bundle: Bundle, *, evidence: Evidence, lacking: Sequence[Lacking], read: str, act: Act) -> BundleVersion:
    """Freeze a bundle as it was read; the worker makes its files of that and of nothing later.

    `read` is the digest of what was read: Overtaken where it says something else by now. Refused while anything is lacking.
    """
    row = _held(bundle, "freeze")
    if read != evidence.reads:
        words = "Something of it has changed since you looked."
        raise Overtaken(words, code="changed", remedy="Read it again, and freeze it then.")
    refuse(*(Fault(one.words, "lacking", one.mends.value) for one in lacking if one.blocks))
    signed = BundleKind(row.kind).is_signed
    lines = (act.name, act.signed.position, middle_date(act.today)) if signed else ()
    evidence = replace(evidence, signed=lines)
    version = BundleVersion.objects.create(
        bundle=row,
        number=evidence.number,
        as_at=evidence.as_at,
        evidence=evidence.plain,
        digest=evidence.digest,
        signed_by=act.name,
        signed_position=act.signed.position,
    )
    row.state = BUNDLE.after(row.state, "freeze")
    row.save(update_fields=["state"])
    _audit("bundle.frozen", row, act, version=version.number, attached=len(evidence.attached))
    promise(MAKE, {"version": str(version.pk)})
    return version


@transaction.atomic(using=ALIAS)
def send(bundle: Bundle, *, on: dt.date, how: How, act: Act) -> BundleVersion:
    """Say that the version that was frozen last has gone to the authority, when and how."""
    row = _held(bundle, "send")
    version = BundleVersion.objects.select_for_update(no_key=True).filter(bundle=row).order_by("-number")[0]
    if not version.files:
        raise Refused("It is still being made.", code="not_made", remedy="Try again in a minute.")
    early = Fault("That is before it was frozen.", "early", "on", remedy="Check the day.")
    refuse(past_fault(on, "on", act.today), early if on < local(version.as_at).date() else None)
    version.sent_on, version.sent_how, version.sent_by = on, how.value, act.name
    version.save(update_fields=["sent_on", "sent_how", "sent_by"])
    row.state = BUNDLE.after(row.state, "send")
    row.save(update_fields=["state"])
    _audit("bundle.sent", row, act, version=version.number, how=how.value)
    words = f"{BundleKind(row.kind).words}, version {version.number}, sent to the authority {how.words}"
    _tell(row, words, f"sent {version.number}", on, act)
    return version


@transaction.atomic(using=ALIAS)
def answer(bundle: Bundle, *, move: str, words: str, on: dt.date, act: Act) -> Bundle:
    """Write down what the authority said: it asks for more, accepts or declines; or that the school takes it back."""
    row = _held(bundle, move)
    needed = "" if move == "accept" else "Write what it said." if move != "take_back" else "Write why."
    sent = row.versions.filter(sent_on__isnull=False).order_by("-number").first()
    early = Fault("That is before it was sent.", "early", "on", remedy="Check the day.")
    refuse(
        past_fault(on, "on", act.today),
        words_fault(words, "words", most=LONGEST_REASON, needed=needed),
        early if sent is not None and sent.sent_on is not None and on < sent.sent_on else None,
    )
    row.state, row.answer, row.answered_on = BUNDLE.after(row.state, move), words.strip(), on
    row.save(update_fields=["state", "answer", "answered_on"])
    _audit(f"bundle.{row.state}", row, act)
    said = f"{BundleKind(row.kind).words} {BUNDLE.words(row.state)}"
    _tell(row, said, f"{row.state} {sent.number if sent else 0}", on, act, more=row.answer)
    return row


@transaction.atomic(using=ALIAS)
def drop(bundle: Bundle, *, act: Act) -> Bundle:
    """Say that a bundle is not needed after all. What was frozen stays on record."""
    row = _held(bundle, "drop")
    row.state = BUNDLE.after(row.state, "drop")
    row.save(update_fields=["state"])
    _audit("bundle.dropped", row, act)
    return row


@transaction.atomic(using=ALIAS)
def keep_files(
    version: BundleVersion,
    made: Sequence[tuple[str, Kind, bytes]],
    attached: Sequence[tuple[str, Attached]],
    *,
    manifest_sha256: str,
    now: dt.datetime,
) -> None:
    """Keep the files that were made of a version, beside those attached to it. Safe to repeat: the first stay."""
    row = BundleVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if row.files:
        return
    about = (BUNDLE_FILES, row.pk)
    kept = [keep_own(content, name=name, kind=kind, about=about, by=SYSTEM, now=now) for name, kind, content in made]
    row.files = [{"name": one.name, "document": str(one.pk), "sha256": one.sha256} for one in kept]
    row.files += [{"name": name, "document": one.document, "sha256": one.sha256} for name, one in attached]
    row.manifest_sha256 = manifest_sha256
    row.save(update_fields=["files", "manifest_sha256"])


def _period(first: dt.date, last: dt.date, today: dt.date) -> list[Fault | None]:
    order = Fault("The last day is before the first.", "order", "last", remedy="Check the days.")
    long = Fault("That is more than two years.", "long", "first", remedy="Begin later.")
    return [
        order if last < first else None,
        long if (last - first).days > LONGEST_PERIOD_DAYS else None,
        past_fault(first, "first", today),
    ]


def _held(bundle: Bundle, move: str) -> Bundle:
    """The bundle as it stands, held. Overtaken where that is no move from here any more."""
    rows = Bundle.objects.select_for_update(of=("self",), no_key=True).select_related("case__pupil", "contact")
    row = rows.get(pk=bundle.pk)
    if row.state not in BUNDLE.move(move).before:
        words = f"This bundle is {BUNDLE.words(row.state)} by now."
        raise Overtaken(words, code="state", remedy="Look at it again.")
    return row


def _tell(bundle: Bundle, words: str, key: str, on: dt.date, act: Act, *, more: str = "") -> None:
    """Write into the case's timeline, once."""
    pupil, of, once = bundle.case.pupil, opening.Kind(bundle.case.kind), f"{bundle.pk} {key}"
    note_event(pupil, kind="bundle", on=on, words=words, more=more, room="bundles", key=once, act=act, of=of)


def _audit(what: str, bundle: Bundle, act: Act, **details: Any) -> None:
    audit(what, bundle.case, act, bundle=str(bundle.pk), kind=bundle.kind, **details)
