"""A school's own list of places where its pupils are educated, and whom to speak to there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class Provider(StampedModel):
    """A place where pupils of this school are educated: an alternative provider, another school, an employer, a trip.

    `activity` is the nature of the activity, which goes with every B and K there.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PROVIDER = "provider", "Provider of education"
        SCHOOL = "school", "Another school"
        EMPLOYER = "employer", "Employer"
        TRIP = "trip", "Trip, visit or sport"

    id = uuid_key()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    activity = models.CharField(max_length=300, help_text="The nature of the activity there.")
    address = models.CharField(max_length=500, blank=True)
    urn = models.CharField(max_length=6, blank=True)
    ended_on = models.DateField(null=True, help_text="From the day after, nobody new is placed there.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name"], name="provider_once"),
        ]

    def __str__(self) -> str:
        return f"provider {self.pk}"


class ProviderContact(StampedModel):
    """Somebody to speak to at a provider. One of them at most is sent the daily link (`gets_link`)."""

    id = uuid_key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    job = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="As typed.")
    phone_digits = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    gets_link = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["provider"], condition=Q(gets_link=True, ended_on=None), name="providercontact_one_link"
            ),
        ]

    def __str__(self) -> str:
        return f"contact of a provider {self.pk}"
