"""Questions about the roll: who is on it, where, whom to ring, and what changed."""

from schools.roll.queries.on_roll import OnRoll, holds_on, on_roll, placement_on

__all__ = ["OnRoll", "holds_on", "on_roll", "placement_on"]
