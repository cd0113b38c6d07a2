"""What is considered of a pupil and of each parent, what became of each notice, notices of others, and legal steps."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.cases.rules.wording import LONGEST
from schools.penalties.rules.steps import StepKind
from schools.roll.models import Contact, Pupil
from tenants.policies.rules import notice_states as states
from tenants.policies.rules.notice_ledger import Rate

_STATES = [(one.key, one.words) for one in states.PENALTY.states]
_BEFORE_ISSUE = (states.CONSIDERED, states.NOT_PROPOSED, states.REFERRED, states.REFUSED)
LONGEST_NAME = 200


class Consideration(StampedModel):
    """That somebody considers notices for a pupil who meets the threshold. `marks` are what it rests on, [date, session,
    code] each, session 0 being one of that week at another school; all notices to parents that follow rest on these.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="considerations")
    on = models.DateField()
    authority = models.CharField(max_length=LONGEST_NAME, help_text="To whom a request goes, by name.")
    codes = models.CharField(max_length=4, help_text="The codes that counted.")
    first_week = models.DateField()
    last_week = models.DateField()
    marks = models.JSONField()
    reached_on = models.DateField(help_text="The day of the tenth session.")
    request_by = models.DateField(null=True, help_text="By when the authority wants a request.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=LONGEST_NAME)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(last_week__gte=F("first_week")), name="consideration_order"),
        ]

    def __str__(self) -> str:
        return f"consideration {self.pk}"


class Penalty(StampedModel):
    """What was considered of one parent, and the notice that came of it. `order` and `rate` are those of the day on which it
    was proposed. `harm` is the answer that only some may read; no word is kept with it.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    consideration = models.ForeignKey(Consideration, on_delete=models.PROTECT, related_name="penalties")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="penalties")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="penalties")
    relationship = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=_STATES)
    answers = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    harm = models.CharField(max_length=4)
    why = models.CharField(max_length=LONGEST, blank=True, help_text="Why it was not proposed, refused or withdrawn.")
    order = models.PositiveSmallIntegerField(null=True, help_text="Which notice in three years it would be.")
    rate = models.CharField(max_length=7, choices=[(one.value, one.words) for one in Rate], blank=True)
    referred_on = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    received_on = models.DateField(null=True, help_text="Day 1 of the days to pay.")
    deemed = models.BooleanField(default=False, help_text="Nobody knows when it came; the authority’s rule says when.")
    paid_on = models.DateField(null=True)
    over_on = models.DateField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=LONGEST_NAME)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consideration", "contact"], name="penalty_once"),
            models.UniqueConstraint(
                fields=["pupil", "contact"], condition=Q(state__in=states.ASKED), name="penalty_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_BEFORE_ISSUE, issued_on__isnull=True)
                | Q(state=states.WITHDRAWN)
                | ~Q(state__in=_BEFORE_ISSUE) & Q(issued_on__isnull=False),
                name="penalty_issued",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[states.CONSIDERED, states.NOT_PROPOSED], referred_on__isnull=True)
                | ~Q(state__in=[states.CONSIDERED, states.NOT_PROPOSED])
                & Q(referred_on__isnull=False, order__isnull=False),
                name="penalty_referred",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[states.NOT_PROPOSED, states.REFUSED, states.WITHDRAWN]) | ~Q(why=""),
                name="penalty_why",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("issued_on")), name="penalty_received"
            ),
        ]

    def __str__(self) -> str:
        return f"penalty {self.pk}"


class Turn(StampedModel):
    """A move of a notice, never changed: which, on what day, and what was said with it."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    penalty = models.ForeignKey(Penalty, on_delete=models.PROTECT, related_name="turns")
    move = models.CharField(max_length=12, choices=[(one.key, one.words) for one in states.PENALTY.moves])
    on = models.DateField()
    words = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=LONGEST_NAME)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"turn {self.pk}"


class OtherNotice(StampedModel):
    """A notice that another school or authority has had issued, as somebody here wrote it down.

    Of a pupil who moved within the trust, `from_school` and `order` say which of the notices that were carried here it is.
    It has no `contact` where it went to somebody who is none of the pupil's here: then `whose` says to whom.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="other_notices")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="other_notices")
    whose = models.CharField(max_length=LONGEST_NAME, blank=True)
    issued_on = models.DateField(help_text="The day of first issue.")
    state = models.CharField(max_length=12, choices=_STATES)
    issuer = models.CharField(max_length=LONGEST_NAME, help_text="The authority or school that had it issued.")
    source = models.CharField(max_length=LONGEST, help_text="From where the school knows of it.")
    from_school = models.UUIDField(null=True)
    relationship = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=LONGEST_NAME)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["issued_on", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "contact", "issued_on"], name="othernotice_once"),
            models.UniqueConstraint(
                fields=["pupil", "from_school", "issued_on", "order", "relationship"], name="othernotice_carried_once"
            ),
            models.CheckConstraint(condition=~Q(source="") & ~Q(issuer=""), name="othernotice_source"),
            models.CheckConstraint(condition=Q(contact__isnull=False) | ~Q(whose=""), name="othernotice_whose"),
        ]

    def __str__(self) -> str:
        return f"other notice {self.pk}"


class LegalStep(StampedModel):
    """What a court or an authority did: a kind, its days, and the papers that are kept with it."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="legal_steps")
    kind = models.CharField(max_length=17, choices=[(one.value, one.words) for one in StepKind])
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    ends_on = models.DateField(null=True)
    words = models.CharField(max_length=LONGEST, help_text="What was ordered or decided.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=LONGEST_NAME)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-made_on", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("made_on")), name="legalstep_order"
            ),
        ]

    def __str__(self) -> str:
        return f"legal step {self.pk}"
