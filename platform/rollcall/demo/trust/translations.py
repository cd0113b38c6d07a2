"""What Alder has entered of the policy's letters in other languages: one that is fresh, and one that has gone stale.

The invitation was translated from the first version's English, and the third has changed that: it is used no more until
somebody looks at it again.
"""

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Final

from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import days_of
from schools.correspondence.operations.translating import translate
from schools.correspondence.queries.translations import english_of
from schools.policy.queries import documents, trusts_on
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.translations"
LANGUAGE: Final = "Polish"
TEXTS: Final = files("rollcall.demo.trust") / "data" / "polish.toml"


def play(school: School, on: dt.date) -> bool:
    """Enter them; whether that was still to be done."""
    with school_work(school):
        first, now = documents(), trusts_on(on)
        if filling.is_done(PLAYED) or now is None:
            return False
        days = days_of(on)
        act = days.act(min(40, days.now))
        texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
        for letter in (now.letter("we_noticed"), first[min(first)].letter("invitation")):
            translate(
                letter,
                language=LANGUAGE,
                subject=texts[letter.key]["subject"],
                body=texts[letter.key]["body"],
                english=english_of(letter),
                by=act.signed.by,
                now=act.now,
            )
        filling.done(PLAYED, school)
        return True
