"""The families of invented pupils: who lives where and with whom, whom the school rings first, and whom it must not.

Drawn household by household, so that brothers and sisters share a home and its adults, at whichever of the trust's
schools they are. A child who is looked after lives with foster carers instead. Telephone numbers are those that Ofcom
keeps free for drama (07700 900000 to 900999, 01632 960000 to 960999), mail goes to `.example`, streets are made up.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from rollcall.demo.trust import names
from rollcall.demo.trust.children import Household
from rollcall.demo.trust.dice import Weighted, stream
from rollcall.demo.trust.roll import InventedPupil

YES, NO, UNKNOWN = "yes", "no", "unknown"
TOGETHER, MOTHER, FATHER, MOTHERS, KIN = "together", "mother", "father", "mothers", "kin"
#: With whom a household's children live, near what censuses of families with children find.
KINDS: Final = Weighted({TOGETHER: 0.72, MOTHER: 0.21, FATHER: 0.035, MOTHERS: 0.01, KIN: 0.025})
OTHER_PARENT_KNOWN: Final = 0.7  # of parents who live apart, those whom the school may ring
TWO_HOMES: Final = 0.35  # of children whose other parent is known, those who live with both in turn
THIRD: Final = 0.45  # of families that name somebody else as well
RESTRICTED: Final = 0.05  # of parents who live apart, those about whom there is a bar
HAS_MAIL: Final = 0.8

#: Young carers as schools record them, children in need (without plans) and child protection plans: shares of families,
#: near the national shares of pupils (school census 2024; children in need 2024).
CARERS, IN_NEED, PROTECTED = 0.007, 0.022, 0.0045
#: Kinds as the roll names them.
YOUNG_CARER, CIN, CP = "young_carer", "cin", "cp"

OTHERS: Final = ("Grandmother", "Grandfather", "Aunt", "Uncle", "Neighbour", "Childminder", "Family friend")
BARS: Final = (
    ("do_not_contact", "Asked by the children's other parent; agreed with the safeguarding lead."),
    ("court_order", "Prohibited steps order; a copy is on the safeguarding file."),
    ("ask_first", "Arrangements for contact are under review."),
)
LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "european": ("Polish", "Romanian", "Lithuanian", "Portuguese"),
    "muslim": ("Urdu", "Punjabi", "Bengali", "Arabic", "Somali"),
    "indian": ("Gujarati", "Punjabi", "Malayalam"),
    "african": ("Yoruba", "Twi", "Shona", "Tigrinya"),
    "east_asian": ("Cantonese", "Vietnamese", "Tagalog"),
}
STREETS: Final = tuple(
    "Larch Close|Tanner Street|Mill Rise|Quarry Lane|Chapel Walk|Beacon Road|Weir Street|Orchard Drive|Station Approach|"
    "Paddock Way|Kiln Terrace|Harrow Court|Meadow View|Bridge Street|Windmill Road|Canal Side|Sexton Avenue".split("|")
)


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody the school may speak to. `phones` are label and number as typed, the first rung first."""

    name: str
    email: str
    address: str
    language: str
    phones: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """What an adult is to a household's children; `bar` is a restriction's kind and note, or None."""

    adult: Adult
    relationship: str
    responsibility: str
    lives_with: bool
    bar: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """One of the restricted flags of a household's children, since how many days before they are looked at."""

    kind: str
    days: int
    worker: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Family:
    """Children who live together at one school, with their ties in the order of ringing.

    `homes` are addresses, the main one first; `carer` is the youngest child's number when one of them cares for somebody.
    """

    homes: tuple[str, ...]
    ties: tuple[Tie, ...]
    watches: tuple[Watch, ...] = ()
    pupils: list[InventedPupil] = field(default_factory=list)


def families_of(seed: int, pupils: Iterable[InventedPupil], today: date) -> tuple[Family, ...]:
    """The families of those who are on roll on a day or left in the six months before.

    Of earlier leavers nothing is kept but the register.
    """
    found: dict[tuple[int, int], Family] = {}
    for pupil in pupils:
        if pupil.ends_on is not None and pupil.ends_on < today - timedelta(days=182):
            continue
        household, apart = pupil.child.household, pupil.child.has("cla", today)
        key = household.number, pupil.number if apart else 0
        if key not in found:
            dice = stream(seed, "family", household.background, household.surname, *key)
            found[key] = _foster(dice, household) if apart else _family(dice, household)
        found[key].pupils.append(pupil)
    return tuple(found.values())


def _family(dice: Random, household: Household) -> Family:
    kind, home = KINDS.draw(dice), _address(dice)
    near = [_adult(dice, household, sex, home) for sex in ("F" if kind == MOTHERS else "M", "F")]
    man, woman = near
    if kind == KIN:
        ties = [Tie(woman, dice.choice(("Grandmother", "Aunt")), dice.choice((YES, UNKNOWN)), lives_with=True)]
    elif kind in (TOGETHER, MOTHERS):
        other = "Mother" if kind == MOTHERS else dice.choice(("Father", "Father", "Father", "Stepfather"))
        ties = [
            Tie(woman, "Mother", YES, lives_with=True),
            Tie(man, other, UNKNOWN if other == "Stepfather" else YES, lives_with=True),
        ]
        if dice.random() < 0.15:  # some name the father first
            ties.reverse()
    else:
        ties = [Tie(woman, "Mother", YES, lives_with=True)]
        if kind == FATHER:
            ties = [Tie(man, "Father", YES, lives_with=True)]
    homes: tuple[str, ...] = (home,)
    if kind in (MOTHER, FATHER) and dice.random() < OTHER_PARENT_KNOWN:
        apart = _apart(dice, household, "Father" if kind == MOTHER else "Mother")
        ties.append(apart)
        homes += (apart.adult.address,) if apart.lives_with else ()
    if dice.random() < THIRD:
        ties.append(
            Tie(_adult(dice, household, dice.choice("FM"), _address(dice)), dice.choice(OTHERS), NO, lives_with=False)
        )
    return Family(homes, tuple(ties), _watches(dice))


def _apart(dice: Random, household: Household, relationship: str) -> Tie:
    """A parent who lives elsewhere, with whom the children may live in turn, or about whom there may be a bar."""
    adult = _adult(dice, household, "M" if relationship == "Father" else "F", _address(dice))
    bar = dice.choice(BARS) if dice.random() < RESTRICTED else None
    shares = bar is None and dice.random() < TWO_HOMES
    return Tie(adult, relationship, dice.choice((YES, YES, UNKNOWN)), lives_with=shares, bar=bar)


def _foster(dice: Random, household: Household) -> Family:
    """A looked-after child's: a carer, who has no parental responsibility, and the authority's worker, who speaks for it."""
    home = _address(dice)
    carer = _adult(dice, household, "F", home, english=True)
    name = _worker_name(dice)
    worker = Adult(name, _mail(name, dice), "", "", (("Work", _landline(dice)), ("Mobile", _mobile(dice))))
    return Family(
        (home,), (Tie(carer, "Foster carer", NO, lives_with=True), Tie(worker, "Social worker", YES, lives_with=False))
    )


def _watches(dice: Random) -> tuple[Watch, ...]:
    """What only few at the school may know of."""
    watches = []
    chance = dice.random()
    if chance < IN_NEED + PROTECTED:
        worker = _worker_name(dice), _landline(dice)
        watches.append(Watch(CP if chance < PROTECTED else CIN, dice.randrange(20, 500), worker))
    if dice.random() < CARERS:
        watches.append(Watch(YOUNG_CARER, dice.randrange(60, 900)))
    return tuple(watches)


def _adult(dice: Random, household: Household, sex: str, address: str, *, english: bool = False) -> Adult:
    background = "british" if english else household.background
    own_name = english or dice.random() < 0.2
    surname = names.surname(dice, background) if own_name else household.surname
    name = f"{names.forename(dice, background, sex)} {surname}"
    phones = [("Mobile", _mobile(dice))]
    if dice.random() < 0.3:
        phones.append((dice.choice(("Work", "Home")), _landline(dice)))
    language = ""
    if household.other_language and not english and background in LANGUAGES:
        language = dice.choice(LANGUAGES[background]) + (", interpreter needed" if dice.random() < 0.25 else "")
    return Adult(name, _mail(name, dice) if dice.random() < HAS_MAIL else "", address, language, tuple(phones))


def _worker_name(dice: Random) -> str:
    return f"{names.forename(dice, 'british', dice.choice('FM'))} {names.surname(dice, 'british')}"


def _address(dice: Random) -> str:
    return f"{dice.randrange(1, 190)} {dice.choice(STREETS)}"


def _mail(name: str, dice: Random) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(plain.replace(chr(39), '').split())}.{dice.randrange(1000)}@home.example"


def _mobile(dice: Random) -> str:
    return f"07700 900{dice.randrange(1000):03d}"


def _landline(dice: Random) -> str:
    return f"01632 960{dice.randrange(1000):03d}"
