"""A referral as it is sent on a day: every part with its words, and whom the service may ring as the record has them now."""

import datetime as dt

from foundation.documents.typesetting import Document, Facts, Heading, Paragraph
from schools.cases.operations.acting import Act
from schools.referrals.models import Referral
from schools.referrals.queries.standing import basis_of
from schools.referrals.rules.paper import PURPOSE, Paper
from schools.referrals.rules.wanted import HEALTH, HOME, Wanted, parts_of
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.placed import placed_pupils
from schools.roll.rules.names import full_name, spoken_name


def parts_told(row: Referral) -> tuple[list[str], bool]:
    """What the parts that hold something are called, and whether the sensitive one is among them."""
    told = [one for one in parts_of(row.service.wants) if _written(row, one)]
    return [one.words for one in told], any(one.sensitive for one in told)


def _written(row: Referral, one: Wanted) -> bool:
    if one.key == HOME:
        return row.rings_id is not None
    return bool(row.health if one.key == HEALTH else row.parts.get(one.key, ""))


def paper_of(row: Referral, version: int, act: Act, *, school: str) -> Paper:
    """The words of a version, as it would be sent today."""
    pupil = row.case.pupil
    placed = placed_pupils([pupil.key], act.today, act.today).get(pupil.key)
    return Paper(
        school=school,
        service=row.service.name,
        pupil=spoken_name(full_name(pupil.surname, pupil.forename, pupil.preferred)),
        born=pupil.birth,
        form=placed.form if placed else "",
        version=version,
        on=act.today,
        sent_by=f"{act.name}, {act.signed.position}",
        basis=basis_of(row, act.today),
        parts=[(one.words, _words(row, one, act)) for one in parts_of(row.service.wants) if _written(row, one)],
        asked=row.asked,
    )


def _words(row: Referral, one: Wanted, act: Act) -> str:
    if one.key == HEALTH:
        return row.health
    if one.key != HOME:
        return str(row.parts[one.key])
    who = next(found for found in contacts_of(row.case.pupil, act.today) if found.contact == row.rings_id)
    numbers = ", ".join(f"{number.label} {number.typed}".strip() for number in who.phones)
    return f"{who.name}, {who.relationship}{f': {numbers}' if numbers else ', no telephone number known'}"


def document_of(paper: Paper) -> Document:
    """A version as it is typeset. It is the same file whenever it is made: its day is the day it is sent."""
    blocks: list[Heading | Facts | Paragraph] = [Heading("Referral"), Facts(paper.facts)]
    for heading, words in paper.parts:
        blocks += [Heading(heading, 2), Paragraph(words)]
    made_at = dt.datetime.combine(paper.on, dt.time(), dt.UTC)
    return Document(f"Referral to {paper.service}", [*blocks, Paragraph(PURPOSE)], made_at, footer=paper.school)
