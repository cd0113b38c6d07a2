"""Staff of the school. `person_id` is the signed-in person's key by value: no foreign key leaves the schema."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class StaffMember(StampedModel):
    """Somebody in one post, from when until when. An entry in a register names the post held at that time.

    Email and mobile are the work's own: where the school reaches whoever holds the post, not how they sign in.
    """

    id = uuid_key()
    person_id = models.UUIDField(null=True, db_index=True, help_text="Null until they can sign in.")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    email = models.EmailField(max_length=254, blank=True)
    mobile = models.CharField(max_length=40, blank=True, help_text="As typed, for people.")
    mobile_digits = models.CharField(max_length=16, blank=True, help_text="With a leading +, for machines.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="staff_order"
            ),
            models.CheckConstraint(
                condition=Q(mobile="", mobile_digits="") | (~Q(mobile="") & Q(mobile_digits__regex=r"^\+[0-9]{7,15}$")),
                name="staff_mobile",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}"


class StaffDuty(StampedModel):
    """Something the school has put into somebody's hands beside their post, from when until when. Ended, never deleted."""

    class Duty(models.TextChoices):
        """The duties that something in the product asks for. Several people may hold one at a time."""

        ATTENDANCE_LEAD = "attendance_lead", "Attendance lead"
        DEPUTY_SAFEGUARDING_LEAD = "deputy_safeguarding_lead", "Deputy safeguarding lead"
        FIRE_MARSHAL = "fire_marshal", "Fire marshal"
        LEAVE_DECIDER = "leave_decider", "Decides on leave of absence"
        ACTING_HEAD = "acting_head", "Acts as headteacher"
        CLERK = "clerk", "Clerk to the governors"
        DATA_PROTECTION = "data_protection", "Data protection officer"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    post = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=30, choices=Duty.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="staffduty_order"
            ),
            models.UniqueConstraint(
                fields=["post", "duty"], condition=Q(ends_on__isnull=True), name="staffduty_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.pk}"


#: What only the headteacher puts into somebody's hands, and takes out of them: it opens more than the others may do who give
#: duties, and they could give it to themselves.
NAMED_BY_HEAD = frozenset(
    {
        StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD,
        StaffDuty.Duty.LEAVE_DECIDER,
        StaffDuty.Duty.ACTING_HEAD,
        StaffDuty.Duty.CLERK,
        StaffDuty.Duty.DATA_PROTECTION,
    }
)


class StaffNotice(StampedModel):
    """Something that waits for who holds a post: how many of what, and where in the product it is seen to.

    It names no pupil, and neither does the email about it, which holds the count and a link alone.
    """

    class Email(models.TextChoices):
        """How far the email has come. What a mail server has taken over is not known to have arrived."""

        NONE = "none", "No work email"
        WANTED = "wanted", "To be sent"
        SENDING = "sending", "Being sent"
        HANDED_OVER = "handed_over", "Sent"
        IN_DOUBT = "in_doubt", "May have been sent"
        REFUSED = "refused", "Refused"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    post = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    address = models.CharField(max_length=200, help_text="Within the school's own host.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    read_at = models.DateTimeField(null=True)
    email_state = models.CharField(max_length=11, choices=Email.choices)
    email_to = models.EmailField(max_length=254, blank=True, help_text="Where it was sent, once it was taken up.")
    email_at = models.DateTimeField(null=True, help_text="The moment the email came to its state.")

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(count__gte=1), name="staffnotice_count"),
            models.CheckConstraint(condition=Q(address__regex=r"^/([^/\\]|$)"), name="staffnotice_address"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["post"], condition=Q(read_at__isnull=True), name="staffnotice_unread"),
            models.Index(fields=["address", "kind"], name="staffnotice_told"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
