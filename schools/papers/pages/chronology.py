"""A case in the order of time, for a paper that leaves the school: line by line, each with why it may have to stay here."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from foundation.access.member import Member
from foundation.clock import local
from foundation.documents.kinds import BOUND
from foundation.ui.numbers import short_date
from schools.cases.models import Barrier, Case, Event, Note, Plan, Task, View
from schools.cases.pages.files import CASE
from schools.cases.pages.one import BEFORE
from schools.cases.pages.words import whose_words
from schools.cases.rules import states
from schools.cases.rules.tasks import TaskKind
from schools.decisions.pages.waiting import told_of
from schools.decisions.queries.decided import decisions_of
from schools.documents.models import Document
from schools.documents.queries.files import documents_of
from schools.letters.models import Letter
from schools.letters.pages.words import state_tag
from schools.letters.queries import letters_about
from schools.papers.rules.shapes import Because, Entry
from schools.papers.rules.sifting import Others, names_in
from schools.policy.rules.decisions import Move
from schools.roll.models import Pupil
from schools.roll.pages.timelines import Asked, happened_to

#: Events that say no more than that words were written down, which are a line of their own.
_TOLD_ELSEWHERE = ("view",)


@dataclass(frozen=True)
class Chronology:
    """Makes the lines of one case. `reader` is how far other rooms tell of the pupil, `others` whose names a letter must not
    hold. For the `family`, `contact` is who of it asks; None is the child.
    """

    case: Case
    reader: Member
    others: Others
    family: bool = False
    contact: uuid.UUID | None = None

    def entries(self) -> Iterator[Entry]:
        """All of them, in no order."""
        for part in (self.told, self.views, self.files, self.sensitive):
            yield from part()

    def told(self) -> Iterator[Entry]:
        """What the case itself and other rooms tell, without what child and parents say."""
        for part in (self.events, self.notes, self.plans, self.tasks, self.decisions, self.letters, self.elsewhere):
            yield from part()

    def events(self) -> Iterator[Entry]:
        for one in Event.objects.filter(case=self.case).exclude(kind__in=_TOLD_ELSEWHERE):
            yield Entry(f"event:{one.pk}", one.on, one.words, one.more, one.by_name, one.at)

    def notes(self) -> Iterator[Entry]:
        for one in Note.objects.filter(case=self.case, restricted=False):
            yield Entry(f"note:{one.pk}", local(one.at).date(), "Note", one.words, one.by_name, one.at)

    def plans(self) -> Iterator[Entry]:
        """What helps in class; what was agreed beside it is an event."""
        for one in Plan.objects.filter(case=self.case).exclude(helps=""):
            yield Entry(f"plan:{one.pk}", one.agreed_on, "Helps in class", one.helps, one.by_name, one.at)

    def views(self) -> Iterator[Entry]:
        for one in View.objects.filter(case=self.case).select_related("contact"):
            who = one.contact.name if one.contact else one.get_whose_display()
            because = None if self._theirs(one) else Because.VIEW
            yield Entry(f"view:{one.pk}", one.on, f"{who} says", one.words, one.by_name, one.at, because)

    def _theirs(self, view: View) -> bool:
        """Whether a view is of whom the paper is for. Other agencies get what was chosen for them."""
        if not self.family:
            return True
        if self.contact is None:
            return view.whose == View.Whose.CHILD.value
        return view.contact_id == self.contact

    def tasks(self) -> Iterator[Entry]:
        for one in Task.objects.filter(case=self.case, state=states.OPEN).select_related("owner"):
            what, who = f"{TaskKind(one.kind).words}: {one.what}", whose_words(one)
            yield Entry(
                f"task:{one.pk}", one.made_on, what, f"To do, {who}, by {short_date(one.due_on)}", one.by_name, one.at
            )

    def decisions(self) -> Iterator[Entry]:
        since = self.case.opened_at - BEFORE
        rows = decisions_of(self.case.pupil_id).filter(made_at__gte=since).exclude(move=Move.STAY.value)
        for told in told_of(rows):
            row = told.row
            yield Entry(f"decision:{row.pk}", row.as_at, told.words, told.answered, "", row.made_at)

    def letters(self) -> Iterator[Entry]:
        for one in self._letters():
            on = one.dated or local(one.state_at).date()
            more = f"To {one.to_name}. {state_tag(one).word}."
            file = str(one.document or "")
            because = self._against(one)
            yield Entry(
                f"letter:{one.pk}", on, f"Letter: {one.heading}", more, one.approved_by, one.state_at, because, file
            )

    def _letters(self) -> list[Letter]:
        return [one for one in letters_about(CASE, self.case.pk) if one.has_left]

    def _against(self, letter: Letter) -> Because | None:
        if self.family and letter.contact_id != self.contact:
            return Because.LETTER
        found = names_in(f"{letter.heading}\n{letter.body}", self.others)
        return Because.CHILD if any(one.because is Because.CHILD for one in found) else None

    def files(self) -> Iterator[Entry]:
        for one in documents_of((CASE, self.case.pk)).filter(state__in=Document.OPENED):
            on, bound = local(one.received_at).date(), one.kind in BOUND
            more = "" if bound else "No PDF or picture: it is handed over by itself."
            file = str(one.pk) if bound else ""
            yield Entry(
                f"file:{one.pk}", on, f"File: {one.name}", more, one.by_name, one.received_at, Because.FILE, file
            )

    def elsewhere(self) -> Iterator[Entry]:
        """What other rooms tell of the pupil; their letters stand here already."""
        mine = {str(one.pk) for one in self._letters()}
        since = min(self.case.opened_on, local(self.case.opened_at).date()) - BEFORE
        until = self.case.closed_on or dt.date.max
        for one in happened_to(Asked(self.case.pupil, since, self.reader)):
            if one.on <= until and not any(key in one.address for key in mine):
                said = hashlib.sha256(f"{one.on}{one.at}{one.words}{one.more}".encode()).hexdigest()[:16]
                yield Entry(f"attendance_work:{said}", one.on, one.words, one.more, one.by, one.at)

    def sensitive(self) -> Iterator[Entry]:
        """What is there and is not told: restricted notes and sensitive barriers, without a word of theirs."""
        for note in Note.objects.filter(case=self.case, restricted=True).defer("words"):
            yield Entry(f"restricted_note:{note.pk}", local(note.at).date(), "", at=note.at, because=Because.RESTRICTED)
        for one in Barrier.objects.filter(case=self.case, sensitive=True).defer("words"):
            yield Entry(f"sensitive_barrier:{one.pk}", one.on, "", at=one.at, because=Because.SENSITIVE)


def chosen_notes(case: Case, keys: Collection[object]) -> Iterator[Entry]:
    """Restricted notes that the safeguarding lead chose for another agency, one by one."""
    for one in Note.objects.filter(case=case, restricted=True, pk__in=list(keys)):
        yield Entry(f"chosen_note:{one.pk}", local(one.at).date(), "Note", one.words, one.by_name, one.at)


def chosen_barriers(case: Case, *, plain: bool, sensitive: bool) -> Iterator[Entry]:
    """What keeps the child away: what is sensitive, what is not, or both."""
    wanted = [kind for kind, chosen in ((False, plain), (True, sensitive)) if chosen]
    for one in Barrier.objects.filter(case=case, sensitive__in=wanted).select_related("kind"):
        gone = f" Gone {short_date(one.ended_on)}." if one.ended_on else ""
        yield Entry(f"barrier:{one.pk}", one.on, one.kind.name, f"{one.words}{gone}".strip(), one.by_name, one.at)


def spoken(pupil: Pupil) -> str:
    """The child's name as it stands on a paper."""
    return f"{pupil.preferred or pupil.forename} {pupil.surname}"
