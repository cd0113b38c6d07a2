"""What Today shows of replies: each that nobody has dealt with, those about children to be looked for first on top."""

from django.urls import reverse

from foundation.ui.numbers import middle_date
from foundation.ui.sentences import Said
from schools.absence.models import Reply
from schools.absence.pages.reply_words import suggestion_words, who_wrote
from schools.absence.queries.replies import open_replies
from schools.roll.pages.today_lists import Answer, Asked, Line, Since, Tag
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: Characters of a reply that a line shows; the page has all of them.
_SHOWN = 80


def replies(asked: Asked) -> Answer:
    """Every open reply, oldest first within those that come first."""
    found = list(open_replies())
    keys = {one.day.pupil.key for one in found if one.day}
    placed = placed_pupils(list(keys), asked.today, asked.today) if keys else {}
    pairs = [(one, placed.get(one.day.pupil.key) if one.day else None) for one in found]
    pairs.sort(key=lambda pair: not (pair[1] and pair[1].contact_first))
    count = len(pairs)
    need = "waits" if count == 1 else "wait"
    said = Said(strong=f"{count} {'reply' if count == 1 else 'replies'}", after=f" {need} for you.", href="#replies")
    return Answer(
        heads=("Pupil", "From", "Words", "Suggests", "Came", "Next"),
        lines=[_line(reply, child, asked) for reply, child in pairs],
        hint=Tag("now", f"{count} to read") if count else "",
        lede=(said,) if count else (),
    )


def _line(reply: Reply, child: PlacedPupil | None, asked: Asked) -> Line:
    address, day = reverse("reply", args=[reply.pk]), reply.day
    words = " ".join(reply.words.split())
    pupil = day.pupil if day else None
    form = child.form if child else ""
    return Line(
        key=str(reply.pk),
        head=child.name if child else str(pupil) if pupil else "Child not known",
        note=form if reply.date == asked.today else f"{form} {middle_date(reply.date)}".strip(),
        address=address,
        pupil=pupil.key if pupil else None,
        contact_first=bool(child and child.contact_first),
        cells=(
            who_wrote(reply),
            words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…",
            suggestion_words(reply),
            Since(reply.at),
        ),
        act="Read and answer" if day is None else "Read the reply",
        act_address=address,
        now=True,
    )
