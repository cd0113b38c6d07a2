"""Panels on one pupil's page: every room that knows something of a pupil offers its own when it loads.

    # in an app's AppConfig.ready()
    offer_panel(contacts_panel, order=10)

The page stands above these rooms and does not know them; it shows their panels in order and writes down what each let
the reader see. A panel's template finds its values as `panel`; what it puts among the acts in the page's head is another.

An order that another panel has is refused.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from foundation.access.member import Member
from schools.journal.models import Shown
from schools.roll.models import Placement, Pupil


@dataclass(frozen=True, slots=True)
class PanelPupil:
    """Whom the panels are about: a pupil, where the pupil was placed in the year shown, and the day of today."""

    pupil: Pupil
    placement: Placement | None
    today: dt.date


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel as one reader sees it. `act` is a template for the page's head, `shown` what the journal is to keep."""

    template: str
    panel: object
    act: str = ""
    shown: Shown.What | None = None


#: None for a reader who may not see the panel: to them it does not exist.
PanelOf = Callable[[PanelPupil, Member], Panel | None]

_offered: dict[PanelOf, int] = {}


def offer_panel(panel_of: PanelOf, *, order: int) -> None:
    """Have the page of every pupil show this panel; offering it twice changes nothing.

    ImproperlyConfigured when another has its order.
    """
    if any(held == order and other != panel_of for other, held in _offered.items()):
        message = f"two panels of a pupil’s page have the order {order}"
        raise ImproperlyConfigured(message)
    _offered[panel_of] = order


def panels_of(about: PanelPupil, member: Member) -> list[Panel]:
    """The panels this reader sees, in order."""
    made = (panel_of(about, member) for panel_of in sorted(_offered, key=_offered.__getitem__))
    return [panel for panel in made if panel is not None]
