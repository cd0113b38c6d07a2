"""Whom the school rings about a pupil, in which order, and whom it must not ring."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.roll.models.pupils import Pupil


class Contact(StampedModel):
    """A person the school may speak to about one or more pupils. What they are to each pupil is a `PupilContact`."""

    id = uuid_key()
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    address = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=200, blank=True, help_text="Language spoken, and whether to bring somebody.")
    birth = models.DateField(null=True, help_text="Asked for, and shown, only where a penalty notice is considered.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ContactPhone(StampedModel):
    """A telephone number of a contact: as typed for people, in digits (with a leading +) for machines."""

    id = uuid_key()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="phones")
    place = models.PositiveSmallIntegerField(help_text="1 is rung first.")
    label = models.CharField(max_length=40, blank=True, help_text="Mobile, work, after 5 pm.")
    typed = models.CharField(max_length=40)
    digits = models.CharField(max_length=16)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contact", "place"], name="contactphone_once"),
            models.CheckConstraint(condition=Q(digits__regex=r"^\+[0-9]{7,15}$"), name="contactphone_digits"),
        ]

    def __str__(self) -> str:
        return f"telephone {self.place}"


class PupilContact(StampedModel):
    """What a contact is to a pupil, from when until when. Priority 1 is rung first; no two hold the same one."""

    class Responsibility(models.TextChoices):
        """Parental responsibility, as far as the school knows."""

        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known"

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="contacts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="pupils")
    relationship = models.CharField(max_length=60, help_text="Mother, stepfather, foster carer, neighbour.")
    priority = models.PositiveSmallIntegerField()
    responsibility = models.CharField(max_length=7, choices=Responsibility.choices, default=Responsibility.UNKNOWN)
    lives_with = models.BooleanField(default=False, help_text="The pupil normally lives with them.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["priority", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["pupil", "contact"], condition=Q(ends_on__isnull=True), name="pupilcontact_once"
            ),
            models.UniqueConstraint(
                fields=["pupil", "priority"], condition=Q(ends_on__isnull=True), name="pupilcontact_priority"
            ),
            models.CheckConstraint(condition=Q(priority__gte=1), name="pupilcontact_priority_from_one"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="pupilcontact_order"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.priority} of a pupil"


class ContactRestriction(StampedModel):
    """A bar on speaking to a contact about a pupil, from when until when.

    Whoever sees contacts sees that there is one and is never offered the number; the note needs its own permission.
    """

    class Kind(models.TextChoices):
        """What whoever is about to ring must know."""

        DO_NOT_CONTACT = "do_not_contact", "Do not contact"
        COURT_ORDER = "court_order", "Court order: ask the safeguarding lead"
        ASK_FIRST = "ask_first", "Ask the safeguarding lead first"

    id = uuid_key()
    link = models.ForeignKey(PupilContact, on_delete=models.PROTECT, related_name="restrictions")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    note = models.CharField(max_length=1000, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["link", "kind", "starts_on"], name="contactrestriction_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="contactrestriction_order"
            ),
        ]

    def __str__(self) -> str:
        return f"restriction {self.pk}"
