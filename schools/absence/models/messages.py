"""Messages to contacts and what came back: one message for all of a contact's absent children, and its life."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.absence.models.following import FirstDay
from schools.roll.models import Contact, Pupil


class Gateway(StampedModel):
    """The service by which the school writes: one a channel. Its secret is sealed; it is set by a command."""

    id = uuid_key()
    channel = models.CharField(max_length=5, unique=True, choices=[("text", "Text"), ("email", "Email")])
    kind = models.CharField(max_length=10)
    facts = models.JSONField(default=dict, help_text="What is no secret: sender, template, account.")
    secret = models.BinaryField(help_text="Sealed: what proves who we are, and the address it reports to.")
    set_at = models.DateTimeField(db_default=Now())

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.channel} by {self.kind}"


class Message(StampedModel):
    """One message to one contact, about all of their children who have no reason that day.

    It is checked again when it is sent: restriction, mark, number and cap. What is claimed and not known to have been
    handed over may have been sent, and is never sent again by itself: a person settles it.

    `body` is what was said, without the way into the link that it held: no copy of that stays. The whole is sealed, and
    only for as long as the carrier may have to be asked for it.
    """

    class State(models.TextChoices):
        """What has become of it."""

        QUEUED = "queued", "Queued"
        HELD = "held", "Held for a person"
        SENDING = "sending", "Being sent"
        HANDED_OVER = "handed_over", "Handed over"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Not delivered"
        IN_DOUBT = "in_doubt", "May have been sent"
        WITHDRAWN = "withdrawn", "Not sent"
        LAPSED = "lapsed", "Not sent in time"

    class HeldFor(models.TextChoices):
        """Whom a held message waits for, and why."""

        LEAD = "lead", "The safeguarding lead is to be asked first"
        CAP = "cap", "More messages an hour than the school has allowed"
        FORM = "form", "Over a third of the form has no reason: look at the register"

    id = uuid_key()
    date = models.DateField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=5)
    address = models.CharField(max_length=254, help_text="A number in digits, or an email address.")
    body = models.CharField(
        max_length=1600, blank=True, help_text="As it was sent, without its link; empty until then."
    )
    sealed = models.BinaryField(null=True, help_text="As it was sent, while it is not known whether it was.")
    link_hash = models.CharField(max_length=64, blank=True, help_text="Of the link the parent answers by.")
    state = models.CharField(max_length=11, choices=State.choices, default=State.QUEUED)
    why = models.CharField(max_length=200, blank=True, help_text="Why it is held, failed, in doubt or was not sent.")
    held_for = models.CharField(max_length=4, blank=True, choices=HeldFor.choices)
    gateway = models.CharField(max_length=10, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(help_text="When somebody, or the ladder, asked for it.")
    asked_by = models.CharField(max_length=200)
    released_by = models.CharField(max_length=200, blank=True, help_text="Who let it go though it was held.")
    released_by_lead = models.BooleanField(default=False, help_text="Who let it go is the safeguarding lead.")
    send_at = models.DateTimeField(help_text="Not before: until then it can be taken back.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was given to the carrier.")
    claimed_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(
        null=True, help_text="When it was handed to its carrier, by the real clock, which carriers go by."
    )
    state_at = models.DateTimeField()

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # The same contact is not written to twice by one channel while the first is under way.
            models.UniqueConstraint(
                fields=["contact", "channel", "date"],
                condition=Q(state__in=["queued", "held", "sending", "in_doubt"]),
                name="message_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["date"], name="message_day"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="message_provider"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessageChild(StampedModel):
    """A child a message is about. `left_out` says that the name was taken out when it was sent, and why."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="children")
    day = models.ForeignKey(FirstDay, on_delete=models.PROTECT, related_name="messages")
    place = models.PositiveSmallIntegerField(help_text="The contact's at this child.")
    left_out = models.CharField(max_length=60, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "day"], name="messagechild_once"),
        ]

    def __str__(self) -> str:
        return f"child of message {self.message_id}"


class Reply(StampedModel):
    """What somebody wrote back, answered by the link or rang to say, about one child: as it came, and what was made of it.

    What came about several children is a row for each. Whose reply it is from a number that several share is never guessed:
    then `contact` is empty until a person says. `day` is empty for what belongs to no message, and for a call taken down
    before the register, about `pupil`, which waits for an N on its `date`.
    """

    class Way(models.TextChoices):
        """How it came."""

        TEXT = "text", "Text"
        LINK = "link", "Link"
        CALL = "call", "Call"

    class Settled(models.TextChoices):
        """What a person made of it."""

        REASON = "reason", "Reason entered"
        REACHED = "reached", "Reached, no reason yet"
        ASIDE = "aside", "No reason"
        WISH = "wish", "About texts"

    id = uuid_key()
    at = models.DateTimeField()
    way = models.CharField(max_length=4, choices=Way.choices)
    key = models.CharField(
        max_length=64, null=True, unique=True, help_text="What the form of a call carried: kept once."
    )
    inbox_id = models.BigIntegerField(null=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="replies")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.ForeignKey(FirstDay, on_delete=models.PROTECT, null=True, related_name="replies")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, related_name="+")
    date = models.DateField(help_text="The day it is about, as far as is known.")
    address = models.CharField(max_length=254, blank=True)
    words = models.CharField(max_length=1600, blank=True)
    suggested = models.CharField(max_length=4, blank=True, help_text="The code its words suggest; a person decides.")
    taken_by = models.CharField(max_length=200, blank=True, help_text="Who took a call down.")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    settled_as = models.CharField(max_length=7, choices=Settled.choices, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["inbox_id", "day"],
                condition=Q(inbox_id__isnull=False),
                nulls_distinct=False,
                name="reply_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], condition=Q(settled_at=None), name="reply_open"),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Stopped(StampedModel):
    """A number whose holder wrote STOP: no more texts go there until they, or a person they told, say otherwise."""

    id = uuid_key()
    digits = models.CharField(max_length=16)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=200, help_text="Who wrote or heard it.")

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["digits"], condition=Q(until=None), name="stopped_once"),
        ]

    def __str__(self) -> str:
        return f"stopped {self.pk}"
