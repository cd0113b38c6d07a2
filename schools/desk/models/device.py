"""Devices that keep the evacuation list for when there is no network, because somebody asked for it there."""

from typing import ClassVar

from django.db import models

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class Device(StampedModel):
    """One browser that keeps names and forms of one day. `asked_at` is when it last brought its list up to date."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    name = models.CharField(max_length=60)
    day = models.DateField()
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    kept_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-kept_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="device_day")]

    def __str__(self) -> str:
        return f"device {self.pk}"
