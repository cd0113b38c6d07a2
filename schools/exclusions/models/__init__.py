"""The ledger of suspensions and exclusions, who was told, what the governing board decided, and its panels."""

from schools.exclusions.models.board import Board, PackItem, PanelMember, Representation, Review
from schools.exclusions.models.ledger import Exclusion, HalfDaysElsewhere, Reintegration, SettingsVersion, SixthDay
from schools.exclusions.models.notices import BoardReport, Notice

__all__ = [
    "Board",
    "BoardReport",
    "Exclusion",
    "HalfDaysElsewhere",
    "Notice",
    "PackItem",
    "PanelMember",
    "Reintegration",
    "Representation",
    "Review",
    "SettingsVersion",
    "SixthDay",
]
