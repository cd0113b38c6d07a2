"""Which contacts of a pupil are parents to the law of returns: the register names every known parent [R8]."""

import re
from typing import Final

_PARENT: Final = re.compile(
    r"\b(mother|father|mum|dad|parent|step-?(?:mother|father|parent)|guardian|foster \w+|carer)\b"
)
#: Whom the word alone would take for one.
_NOT: Final = re.compile(r"\b(grand|childminder|neighbour|friend|aunt|uncle|sister|brother)")


def is_parent(relationship: str, *, responsibility: str, lives_with: bool) -> bool:
    """Whether a contact is a parent here.

    In education law a parent is also whoever has parental responsibility or has care of the child, so one with
    responsibility counts by whatever name, and one the child lives with unless the school knows that they have none.
    """
    if responsibility == "yes":
        return True
    words = relationship.casefold()
    if lives_with and responsibility != "no":
        return True
    return bool(_PARENT.search(words)) and not _NOT.search(words)
