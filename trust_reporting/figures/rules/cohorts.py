"""The groups of pupils figures are published for: one at a time, never crossed.

Two groups crossed (girls with SEN support in year 9) soon name a child; one group beside the whole does not, once small
numbers are hidden. Looked-after children and the like are published only by half-term and only suppressed; they are not
published at all yet.
"""

from enum import StrEnum


class Cohort(StrEnum):
    """A group of pupils. All but ALL and the sexes are kinds of `schools.roll.models.Flag`."""

    ALL = "all"
    FSM6 = "fsm6"
    SEN_K = "sen_k"
    SEN_E = "sen_e"
    EAL = "eal"
    FEMALE = "sex_f"
    MALE = "sex_m"

    @property
    def label(self) -> str:
        """The group in words."""
        return _LABELS[self]


_LABELS = {
    Cohort.ALL: "All pupils",
    Cohort.FSM6: "Free school meals in the last six years",
    Cohort.SEN_K: "SEN support",
    Cohort.SEN_E: "Education, health and care plan",
    Cohort.EAL: "English as an additional language",
    Cohort.FEMALE: "Girls",
    Cohort.MALE: "Boys",
}

#: Groups that make up the whole between them: who knows the whole and one knows the other.
COMPLEMENTS = ((Cohort.FEMALE, Cohort.MALE),)
