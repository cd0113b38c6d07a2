"""A sentence with a part that stands out: made where it can be tested, and marked up by `ui/said.html`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What stands before the part, the part, and what stands after it; each may be empty.

    With `href` the part is a figure that opens its explanation; `about` says whose it is to those who hear only the link.
    """

    before: str = ""
    strong: str = ""
    after: str = ""
    href: str = ""
    about: str = ""
