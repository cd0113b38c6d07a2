"""One reply: its words, who wrote it about whom, and what it suggests."""

import datetime as dt
from dataclasses import dataclass

from schools.absence.models import Reply
from schools.absence.pages.reasons import reasons_on
from schools.absence.pages.reply_words import who_wrote
from schools.absence.queries.following import Child
from schools.absence.rules.replies import LATE, OTHER_WAY, Chosen
from schools.roll.queries.contacts import ContactOf


@dataclass(frozen=True)
class ReplyPage:
    """The page of a reply. `child` is None for one that answers no message.

    `writers` are who may have written it: those contacts who have its number, or else every contact. `shared` says that
    several have it and nobody has said yet who wrote.
    """

    reply: Reply
    child: Child | None
    writers: tuple[ContactOf, ...]
    shared: bool
    siblings: tuple[Reply, ...]
    suggested: str
    may_enter: bool

    @property
    def name(self) -> str:
        return self.child.placed.name if self.child else "Child not known"

    @property
    def form(self) -> str:
        return self.child.placed.form if self.child else ""

    @property
    def who(self) -> str:
        return who_wrote(self.reply)

    @property
    def chosen(self) -> str:
        """What a parent chose on the page of the link: "Ill"."""
        if self.reply.way != Reply.Way.LINK:
            return ""
        return next(one.label for one in Chosen if one.code == self.reply.suggested)

    @property
    def bars(self) -> tuple[str, ...]:
        """What stands against speaking to who wrote it about this child."""
        if self.child is None or self.reply.contact_id is None:
            return ()
        return next((one.restrictions for one in self.child.contacts if one.contact == self.reply.contact_id), ())

    @property
    def accept(self) -> str:
        """What the likely act says: "I: illness (authorised)"."""
        return self._reasons.get(self.suggested, "") if self.may_enter else ""

    @property
    def otherwise(self) -> str:
        """The same, the other way: authorised or not."""
        return self._reasons.get(OTHER_WAY.get(self.suggested, ""), "") if self.accept else ""

    @property
    def _reasons(self) -> dict[str, str]:
        return dict(reasons_on(self.on))

    @property
    def on_the_way(self) -> bool:
        return self.suggested == LATE

    @property
    def from_sibling(self) -> str:
        """Whose answer, accepted for a brother or sister, is offered here where the words suggest nothing."""
        said = self.child.answer if self.child else None
        if self.reply.suggested or said is None or said.code != self.suggested or said.contact is None:
            return ""
        return f"{said.contact.name} answered so for a brother or sister."

    @property
    def on(self) -> dt.date:
        return self.reply.date

    @property
    def over(self) -> bool:
        """Whether a reason stands by now, or the child came in: no reason can be entered here."""
        return bool(self.child and self.child.ended)
