"""What the letters of a policy may name: a closed list, filled in where the cases are.

Nothing here names a code, a threshold or a percentage: a family reads days and dates.
"""

from typing import Final

from foundation.documents.merging import COMMON, Field

FIELDS: Final = (
    *COMMON,
    Field("missed", "How much school was missed, in days, and since when", "2½ days since 7 September 2026"),
    Field("key_person", "Who at school talks with the family", "Ms Joan Cole, attendance officer"),
    Field("meeting", "When and where the meeting is", "Thursday 3 December 2026 at 16:00, at school"),
    Field("support_given", "The support given so far", "A conversation on 21 September; a mentor since 5 October"),
    Field("support_offered", "The support on offer", "A place at the breakfast club; a check-in each morning"),
    Field("period", "The time until things are looked at again", "7 December 2026 to 8 January 2027"),
    Field("enough", "What would be enough by then", "At school each day, or we know why not"),
    Field("review_on", "The day things are looked at again", "11 January 2027"),
)
NAMES: Final = frozenset(field.name for field in FIELDS)
