"""Whom letters go to, as they stand at this moment: name, addresses, and what stands against it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from foundation.database.dated import holds_on
from schools.letters.models import Letter
from schools.letters.rules.kinds import kind_of
from schools.letters.rules.standing import Standing
from schools.roll.models import Contact, ContactRestriction, HouseholdPupil, Pupil, PupilContact
from schools.roll.queries.contact_first import contact_first_sign

_Pair = tuple[uuid.UUID, uuid.UUID]


def standings_of(letters: Sequence[Letter], day: dt.date) -> dict[uuid.UUID, Standing]:
    """Each letter's addressee on a day, by the letter's key. Five queries at most, however many letters."""
    pairs = {(one.contact_id, one.pupil_id) for one in letters if one.contact_id is not None}
    contacts = {one.pk: one for one in Contact.objects.filter(pk__in={contact for contact, _ in pairs})}
    links, bars = _links(pairs, day), _bars(pairs, day)
    homes = _homes({pupil for pair, lives in links.items() for pupil in pair[1:] if lives}, day)
    first = _looked_for_first(letters, day)
    found: dict[uuid.UUID, Standing] = {}
    for one in letters:
        if one.contact_id is None:
            found[one.pk] = Standing(one.to_name, postal(one.to_address), one.to_email)
            continue
        pair, contact = (one.contact_id, one.pupil_id), contacts[one.contact_id]
        # Only who lives with the pupil is written to at the pupil's home: nobody else learns where that is.
        home = homes.get(one.pupil_id, "") if links.get(pair) else ""
        found[one.pk] = Standing(
            contact.name,
            postal(contact.address or home),
            contact.email,
            linked=pair in links,
            kinds=frozenset(bars.get(pair, ())),
            by_lead=one.released_by_lead,
            looked_for_first=one.pk in first,
        )
    return found


def standing_of(letter: Letter, day: dt.date) -> Standing:
    """One letter's addressee on a day."""
    return standings_of([letter], day)[letter.pk]


def postal(address: str) -> list[str]:
    """An address as an envelope shows it: a line each, whether it is kept in lines or between commas."""
    parts = address.split("\n") if "\n" in address.strip() else address.split(",")
    return [part.strip(" \t,") for part in parts if part.strip(" \t,")]


def _looked_for_first(letters: Sequence[Letter], day: dt.date) -> set[uuid.UUID]:
    """Those of these letters that wait for the lead because their pupil is looked for first."""
    asking = {one.pk: one.pupil_id for one in letters if kind_of(one.kind).waits_for_lead}
    if not asking:
        return set()
    rows = Pupil.objects.filter(contact_first_sign(day, pupil="pk"), pk__in=set(asking.values()))
    signed = set(rows.values_list("pk", flat=True))
    return {key for key, pupil in asking.items() if pupil in signed}


def _links(pairs: set[_Pair], day: dt.date) -> dict[_Pair, bool]:
    """Those of these contacts who are one of the pupil on the day, and whether the pupil lives with them."""
    rows = PupilContact.objects.filter(
        holds_on(day), contact__in={contact for contact, _ in pairs}, pupil__in={pupil for _, pupil in pairs}
    )
    found: dict[_Pair, bool] = {}
    for contact, pupil, lives in rows.values_list("contact_id", "pupil_id", "lives_with"):
        found[contact, pupil] = lives or found.get((contact, pupil), False)
    return {pair: lives for pair, lives in found.items() if pair in pairs}


def _bars(pairs: set[_Pair], day: dt.date) -> dict[_Pair, set[str]]:
    """What stands between each two, by this link or an earlier one."""
    rows = ContactRestriction.objects.filter(
        holds_on(day),
        link__contact__in={contact for contact, _ in pairs},
        link__pupil__in={pupil for _, pupil in pairs},
    )
    found: dict[_Pair, set[str]] = defaultdict(set)
    for contact, pupil, kind in rows.values_list("link__contact_id", "link__pupil_id", "kind"):
        found[contact, pupil].add(kind)
    return found


def _homes(pupils: set[uuid.UUID], day: dt.date) -> dict[uuid.UUID, str]:
    """The home of each of these pupils; of one with two homes, none, because nobody has said whose is whose."""
    rows = HouseholdPupil.objects.filter(holds_on(day), pupil__in=pupils).exclude(household__address="")
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for pupil, address in rows.values_list("pupil_id", "household__address"):
        found[pupil].add(address)
    return {pupil: next(iter(all_of)) for pupil, all_of in found.items() if len(all_of) == 1}
