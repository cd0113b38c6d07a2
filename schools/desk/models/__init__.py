"""What the desk writes down, and what an evacuation leaves behind."""

from schools.desk.models.day import Arrival, Outing, Visit

__all__ = ["Arrival", "Outing", "Visit"]
