"""What an authority will see of each thing, in the order of its purpose, and what is lacking; and a list of such things."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.refusals import Fault
from schools.cases.operations.acting import Act
from schools.sharing.models import Share
from schools.sharing.operations.sharing import About
from schools.sharing.operations.telling import Preview, To, lacking, preview, read_of
from schools.sharing.queries.offering import Offered
from schools.sharing.rules.states import OUT
from tenants.shares.pages.snapshot import Held


@dataclass(frozen=True)
class OneTold:
    """One thing, and what would be told of it."""

    preview: Preview

    @property
    def name(self) -> str:
        """Whom it is about; of a meeting, the school."""
        pupil = self.preview.about.pupil
        return str(pupil) if pupil is not None else self.preview.snapshot.about

    @property
    def purpose(self) -> str:
        return self.preview.snapshot.purpose.words

    @property
    def faults(self) -> Sequence[Fault]:
        return self.preview.composed.lacking

    @property
    def held(self) -> Held:
        """What is told, as the officer's own page shows it."""
        return Held(self.preview.snapshot)


@dataclass(frozen=True)
class ToldPage:
    """What would be shared with one authority in one act."""

    authority: str
    things: Sequence[OneTold]

    @property
    def read(self) -> str:
        """By what is known that it was read as it is."""
        return read_of(one.preview for one in self.things)

    @property
    def lacks(self) -> int:
        """How many things are lacking."""
        return len(lacking(one.preview for one in self.things))

    @property
    def again(self) -> bool:
        """Whether the authority has an earlier version of any that says otherwise."""
        return any(one.preview.new and one.preview.held and one.preview.held.number for one in self.things)

    @property
    def new(self) -> int:
        """How many say what the authority does not have."""
        return sum(one.preview.new for one in self.things)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that may be told: where it is read, and whether the authority has it, or has it otherwise."""

    one: Offered
    address: str
    state: str
    words: str


def about_offered(one: Offered) -> About:
    """What its share is about."""
    return About(purpose=one.purpose, source=one.source, pupil=one.pupil, case=one.case, contact=one.contact)


def lines_of(things: Collection[Offered], to: To, act: Act) -> list[Line]:
    """Each with how it stands: what the authority does not have first, then what has changed since."""
    held = {
        (one.purpose, one.source)
        for one in Share.objects.filter(
            authority=to.authority, state__in=OUT, purpose__in={one.purpose for one in things}
        ).only("purpose", "source")
    }
    lines = []
    for one in things:
        state, words = "missing", "not shared"
        if (one.purpose.value, one.source) in held:
            new = preview(about_offered(one), to, act=act).new
            state, words = ("soon", "changed since") if new else ("sent", "shared")
        lines.append(Line(one, reverse("tell_one", args=[one.purpose.value, one.source]), state, words))
    order = ("missing", "soon", "sent")
    return sorted(lines, key=lambda line: order.index(line.state))
