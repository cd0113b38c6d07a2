"""Leave asked for, what was decided of it, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.calendar.rules.sessions import AM, PM, SESSIONS, SchoolSession
from schools.leave.rules.grounds import MEANINGS, Ground, Meaning
from schools.leave.rules.requests import LONGEST_REASON, Stretch
from schools.roll.models import Contact, Pupil


class LeaveSettings(StampedModel):
    """The school's policy on leave and part-time timetables from a moment on; the newest holds."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    never_after = models.BooleanField(help_text="Leave is never granted after it has begun.")
    review_weeks = models.PositiveSmallIntegerField(help_text="A part-time timetable is reviewed at least so often.")
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"leave settings {self.pk}"


class LeaveRequest(StampedModel):
    """Leave that was asked for, or an absence that needs none and was recorded, from a session to a session.

    `applicant` names who asked, as they were called then; `lives_with` whether they were a parent the pupil normally lived
    with on that day. Brothers and sisters asked for at once have a row each and the same `together`.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "To decide"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"
        RECORDED = "recorded", "Recorded"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Way(models.TextChoices):
        """How it came."""

        FORM = "form", "By the school’s form"
        LINK = "link", "By a parent’s link"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="leave_requests")
    ground = models.CharField(max_length=12, choices=[(one.value, MEANINGS[one].label) for one in Ground])
    starts_on = models.DateField()
    starts_session = models.PositiveSmallIntegerField(default=AM)
    ends_on = models.DateField()
    ends_session = models.PositiveSmallIntegerField(default=PM)
    reason = models.CharField(max_length=LONGEST_REASON, help_text="As the applicant gave it.")
    evidence = models.CharField(max_length=500, blank=True, help_text="What was shown to the school.")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    applicant = models.CharField(max_length=200)
    lives_with = models.BooleanField()
    asked_on = models.DateField()
    way = models.CharField(max_length=4, choices=Way.choices)
    together = models.UUIDField(db_index=True)
    key = models.CharField(max_length=64, blank=True, help_text="What a link brought: kept once.")
    by_name = models.CharField(max_length=200, help_text="Who wrote it down.")
    created_at = models.DateTimeField(help_text="By the clock people work by.")
    state = models.CharField(max_length=9, choices=State.choices)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_position = models.CharField(max_length=100, blank=True)
    decision = models.CharField(max_length=LONGEST_REASON, blank=True, help_text="Why it was decided so.")
    granted_from = models.DateField(null=True)
    granted_from_session = models.PositiveSmallIntegerField(null=True)
    granted_to = models.DateField(null=True)
    granted_to_session = models.PositiveSmallIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_as = models.CharField(max_length=500, blank=True, help_text="Who withdrew it, and why.")
    settled_at = models.DateTimeField(
        null=True, help_text="When a person closed the question whether the pupil returned."
    )
    settled_by = models.CharField(max_length=200, blank=True)
    settled_as = models.CharField(max_length=500, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on", "starts_session", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"))
                | Q(ends_on=F("starts_on"), ends_session__gte=F("starts_session")),
                name="leaverequest_order",
            ),
            models.CheckConstraint(
                condition=Q(starts_session__in=SESSIONS, ends_session__in=SESSIONS), name="leaverequest_sessions"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "withdrawn", "recorded")) | Q(decided_at__isnull=False),
                name="leaverequest_decided",
            ),
            # Leave that is granted says for when; nothing else does, but what was withdrawn after it.
            models.CheckConstraint(
                condition=Q(
                    granted_from__isnull=True, granted_to__isnull=True, state__in=("waiting", "refused", "recorded")
                )
                | Q(granted_from__isnull=False, granted_to__isnull=False, state="granted")
                | Q(state="withdrawn"),
                name="leaverequest_granted",
            ),
            models.UniqueConstraint(fields=["key", "pupil"], condition=~Q(key=""), name="leaverequest_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "starts_on"], name="leaverequest_state"),
            models.Index(fields=["pupil", "starts_on"], name="leaverequest_pupil"),
        ]

    def __str__(self) -> str:
        return f"leave request {self.pk}"

    @property
    def stretch(self) -> Stretch:
        """What was asked for."""
        return Stretch(self.starts_on, self.ends_on, self.starts_session, self.ends_session)

    @property
    def granted(self) -> Stretch | None:
        """What of it stands as leave: granted, or recorded without a grant."""
        if self.state == self.State.RECORDED:
            return self.stretch
        if self.state != self.State.GRANTED or self.granted_from is None or self.granted_to is None:
            return None
        return Stretch(
            self.granted_from, self.granted_to, self.granted_from_session or AM, self.granted_to_session or PM
        )

    @property
    def meaning(self) -> Meaning:
        """What its ground means."""
        return MEANINGS[Ground(self.ground)]


class WithoutLeave(StampedModel):
    """What a person made of one session for which a pupil was away without the leave that was asked for: once for each."""

    class Answer(models.TextChoices):
        """What they said it was."""

        HOLIDAY = "holiday", "Absent without leave for a holiday (G)"
        OTHERWISE = "otherwise", "Something else"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    request = models.ForeignKey(LeaveRequest, on_delete=models.PROTECT, related_name="answers")
    date = models.DateField()
    session = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=9, choices=Answer.choices)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["date", "session"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "date", "session"], name="withoutleave_once"),
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="withoutleave_session"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def place(self) -> SchoolSession:
        """Its session."""
        return SchoolSession(self.date, self.session)


class Enquiry(StampedModel):
    """One enquiry after a pupil who has not returned from leave, by the school or with its authority. Never changed."""

    class With(models.TextChoices):
        """Whose enquiry it was. Ground (h) needs joint ones."""

        SCHOOL = "school", "The school’s"
        AUTHORITY = "authority", "With the local authority"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    request = models.ForeignKey(LeaveRequest, on_delete=models.PROTECT, related_name="enquiries")
    made = models.CharField(max_length=9, choices=With.choices)
    on = models.DateField()
    words = models.CharField(max_length=LONGEST_REASON, help_text="Whom was asked, how, and what came of it.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["on", "at"]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"
