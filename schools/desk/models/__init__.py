"""What the desk writes down, and what an evacuation leaves behind."""

from schools.desk.models.day import Arrival, Outing, Visit
from schools.desk.models.device import Device
from schools.desk.models.evacuation import Assembly, Evacuation, Expected, Sighting

__all__ = ["Arrival", "Assembly", "Device", "Evacuation", "Expected", "Outing", "Sighting", "Visit"]
