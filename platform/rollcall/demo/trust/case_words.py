"""What people say in the demo's cases: eight stories, each told alike by child, parent and school.

They stand beside marks that the demo really has, so none of them names a day or a number of absences.
"""

from dataclasses import astuple, dataclass
from typing import Final

#: As a sentence speaks of the child.
SPOKEN_OF: Final = {
    "F": {"he": "she", "He": "She", "him": "her", "his": "her"},
    "M": {"he": "he", "He": "He", "him": "him", "his": "his"},
}


@dataclass(frozen=True, slots=True)
class Told:
    """One story: what keeps the child away, what each says of it, what is offered and agreed, and how that goes."""

    barrier: str
    more: str
    talk: str
    child: str
    parent: str
    offer: str
    taken: str
    refused: str
    met: str
    plan: str
    helps: str
    better: str
    same: str
    question: str
    answer: str

    def of(self, sex: str) -> "Told":
        """The story told of a girl or a boy."""
        return Told(*(one.format(**SPOKEN_OF[sex]) for one in astuple(self)))


STORIES: Final = (
    Told(
        barrier="Finds the work or a subject hard",
        more="Maths, since the new sets.",
        talk="Mornings with maths first are the hard ones. Both were glad to be asked.",
        child="I do not know anybody in the new set, and I do not understand it.",
        parent="{He} says {he} feels ill, and by ten {he} is fine. It began with the new timetable.",
        offer="Two lessons a week with the maths mentor, in a group of three",
        taken="Begins on Monday.",
        refused="They would rather wait and see how the new set settles.",
        met="Father and child came. The set is the trouble, and the walk in with nobody.",
        plan="In by 08:40, met at the gate by the form tutor; maths mentor twice a week; a call home on Fridays.",
        helps="A seat beside somebody from the old set; work given as three small steps.",
        better="Missed one morning in four weeks. Says that maths is all right.",
        same="The mentor helps on the days in school. Mondays are still missed.",
        question="How does the new set go, seen from the lesson?",
        answer="Quiet, but answers when asked. Homework has come in twice.",
    ),
    Told(
        barrier="Sleep, mornings and routines at home",
        more="Nobody at home after six; falls asleep again.",
        talk="The mother leaves for work before six. There is an alarm clock, and nobody to hear that it was put off.",
        child="I wake up and it is eleven.",
        parent="I ring at seven from work. Some days {he} picks up.",
        offer="Breakfast club from 07:50, with a call from its leader at seven",
        taken="They will try it for three weeks.",
        refused="Too early, they say; the grandmother will ring instead.",
        met="The mother came between two shifts. Phones stay downstairs from ten, and breakfast club is tried.",
        plan="Breakfast club every school day; phone downstairs from ten; the grandmother rings at seven; late beats away.",
        helps="No remark on coming in late; a quiet word on what was missed.",
        better="At breakfast club on most days, and in lessons after it.",
        same="Two good weeks, then back to afternoons only.",
        question="Has breakfast club seen {him} this week?",
        answer="On three days of five, and on time for lessons on all three.",
    ),
    Told(
        barrier="Does not feel they belong, or few friends",
        more="Moved forms in July; old friends in another half of the year.",
        talk="Lunch is the worst of it: nowhere to go. Lessons themselves are fine.",
        child="There is nobody to sit with. So I stay in bed.",
        parent="At the last school there was always somebody at the door for {him}. I hear no names now.",
        offer="A place in the lunch club in the library, with one friend of {his} choice",
        taken="Has been twice already.",
        refused="Said it is for little ones.",
        met="Both parents came. A form nearer to the old friends is looked into after Christmas.",
        plan="Lunch club with a friend; the head of year looks in on Tuesdays; a message home each week on what went well.",
        helps="Pair work with somebody who is kind; not left to choose alone.",
        better="Comes for the club, and stays for the lessons.",
        same="Comes on club days, and on few others.",
        question="Who does {he} work well with in your lessons?",
        answer="With two from form C. They live on the same road, as it turns out.",
    ),
    Told(
        barrier="The way to school",
        more="Two buses, the second often full.",
        talk="When the first bus is late the second has gone, and they turn back.",
        child="If I am going to be late anyway I do not see the point.",
        parent="I cannot drive {him} and get to work. The bus company does not answer.",
        offer="A pass for the other line, which stops nearer and is emptier",
        taken="Came by post on Tuesday; used since.",
        refused="The other line does not pass the nursery that {he} takes {his} brother to.",
        met="The mother rang in. The nursery opens earlier for them from now on.",
        plan="Pass for the other line; no detention when the bus is late; a text to the mother when in.",
        helps="Let in without comment; the task of the first ten minutes kept for {him}.",
        better="Late twice, away not once.",
        same="The pass is used on some days. Fridays are still missed.",
        question="Did the bus come in late on these mornings?",
        answer="On four of six. The desk has the times.",
    ),
    Told(
        barrier="Worried about coming, or about something here",
        more="The corridor by the hall, since something that was said there in September.",
        talk="Worried from Sunday evening on. Could say where, not yet who.",
        child="I feel sick when I see the gate.",
        parent="{He} was never like this in primary. We do not want to push {him} through the door.",
        offer="Arriving by the side gate ten minutes early, to a room with somebody in it",
        taken="They walk in together for the first week.",
        refused="Not yet: {he} is afraid that others would ask why.",
        met="Parents and child came. It is one corridor and two lessons; both can be reached another way.",
        plan="Side gate and the quiet room until 08:55; a card to leave a lesson; the two lessons by the back stairs.",
        helps="A card to step out without being asked; told beforehand when there is a supply teacher.",
        better="Used the card twice in the first week, and not since.",
        same="In the building on most days, in lessons on few.",
        question="Does {he} use the card in your lesson?",
        answer="Once. {He} came back after five minutes and went on.",
    ),
    Told(
        barrier="Housing, money or work at home",
        more="Three in one room since August, on a waiting list.",
        talk="Moved in with an aunt on the far side of town. The uniform is in a bag somewhere.",
        child="I did not have shoes for it.",
        parent="We did not want to say. It was going to be for two weeks.",
        offer="A set of uniform and a bus pass, today and without a form",
        taken="Took both, and asked about free meals.",
        refused="They said they manage.",
        met="The mother came with the aunt. The council has been written to, with a letter from us.",
        plan="Uniform and pass given; meals looked into; a desk in the library until five; a call home on Fridays.",
        helps="No question about kit in front of others; homework may be done at school.",
        better="Stays until five on most days, and is in on the days after.",
        same="Away whenever they had to move again.",
        question="Is there spare kit for PE?",
        answer="Yes, put into {his} locker.",
    ),
    Told(
        barrier="Bullied, or afraid of it",
        more="A group chat, passed on to the head of year.",
        talk="Showed us the messages. The head of year has them, and has rung the other families.",
        child="They know when I come in. I wait until they are in lessons, and then it is too late to go.",
        parent="We asked in October and heard nothing. If it stops {he} will come.",
        offer="A named adult at the start of each day, and the other group moved to another line",
        taken="Yes, if it starts at once.",
        refused="They want to hear first what was done about the messages.",
        met="Both parents came, angry at first. They heard what was done, and by when.",
        plan="Met at the gate by the named adult; reports anything the same day; a call to the parents each Friday.",
        helps="Seated away from the three; let go two minutes early.",
        better="Nothing reported for three weeks. In every day but one.",
        same="Nothing new has happened, and {he} does not trust it yet.",
        question="Anything seen in your lessons?",
        answer="No. {He} laughs again with those at {his} table.",
    ),
    Told(
        barrier="A special need that is not met yet",
        more="Waits for an assessment of attention and reading.",
        talk="Hides that reading is hard. Lessons with long texts are the ones missed.",
        child="Everybody is done and I am on the first line.",
        parent="{He} was to be looked at in Year 6. Then nobody asked again.",
        offer="A reader and coloured overlays for four weeks, without waiting for the assessment",
        taken="Likes the overlays. The reader is for tests only.",
        refused="Does not want to be seen with a helper.",
        met="Mother, child and the SENCo. The assessment is asked for again, and help does not wait for it.",
        plan="Overlays in all lessons; texts read aloud or sent the day before; the SENCo sees {him} on Wednesdays.",
        helps="Never asked to read aloud unprepared; texts the day before.",
        better="Homework comes in, and so does {he}.",
        same="The help is there in two subjects of eight. Those are the ones {he} comes to.",
        question="Are the texts sent the day before in your subject?",
        answer="From this week on. The first two arrived.",
    ),
)
