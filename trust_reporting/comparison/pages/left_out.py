"""What a comparison does not show, and why, in sentences."""

from schools.registers.rules.basis import Basis
from trust_reporting.comparison.rules import yardsticks
from trust_reporting.comparison.rules.comparison import Choice, Comparison
from trust_reporting.figures.rules.cohorts import Cohort

RATES_ONLY = (
    "Persistent absence is not shown with chosen dates: schools publish it pupil by pupil counted over whole half-terms, "
    "terms and the year to date, and a trust never holds a pupil’s sessions from which to count other dates."
)
_NOT_MATCHED = (
    "Persistent absence is not shown with matched days: it is counted pupil by pupil over a whole period, inside each "
    "school, and leaving days out afterwards would count something else."
)


def these(choice: Choice) -> str:
    """What the choice's days are called in a sentence."""
    return "these dates" if choice.span else "this period"


def why_school_left_out(choice: Choice) -> str:
    """Why a school of the phase has no figures."""
    return f"Nothing published for {these(choice)}, so it is left out."


def why_hidden(choice: Choice, smallest: int) -> str:
    """Why nothing of a school's group is shown."""
    if choice.cohort is Cohort.ALL:
        return f"Hidden: fewer than {smallest} pupils are outside published figures, and would come by subtraction."
    return f"Hidden: fewer than {smallest} pupils in this group, or outside it, on some day of the year."


def why_no_persistent(comparison: Comparison) -> str:
    """Why persistent absence is not shown; nothing when it is."""
    if comparison.choice.span:
        return RATES_ONLY
    return "" if comparison.shows_enrolments else _NOT_MATCHED


def why_no_national(choice: Choice) -> str:
    """Why no national figure stands beside the schools; nothing when one does, or none was asked for."""
    if choice.against == yardsticks.NONE:
        return ""
    if choice.basis is Basis.WHOLE_ROLL:
        return "National figures count ages 5 to 15, so none stands beside the whole roll."
    if choice.cohort is not Cohort.ALL:
        return "The national figures held here are for all pupils, so none stands beside a group."
    if not yardsticks.offered(choice):
        return "No national figure is held for this phase."
    return ""


def which_reading(comparison: Comparison, smallest: int) -> str:
    """Which reading of persistent absence the pooled figures are, where there are two."""
    if not comparison.may_count_once:
        return ""
    own = "Pooled persistent absence adds up what each school answers for, its own sessions: who moved is in it at each"
    if comparison.once is None:
        return (
            f"{own}. With each pupil counted once, over all their sessions at these schools, it is shown when at least "
            f"{smallest} pupils are known to have moved between them: the difference would tell of few."
        )
    return f"{own}; and, below it, each pupil once, over all their sessions at these schools."
