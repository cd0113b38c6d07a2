"""Which HTTP status answers which refusal: the one place that knows both."""

from typing import Final

from foundation.refusals import Malformed, Overtaken, Refused

BAD_REQUEST: Final = 400
CONFLICT: Final = 409
UNPROCESSABLE: Final = 422


def status_of(refused: Refused, **of_code: int) -> int:
    """409 when somebody else was first, 400 for what cannot be read, 422 for what cannot be done.

    `of_code` names codes that have a status of their own where this is asked, such as `pupil_unknown=404`. A page that
    asks in a form keeps what was typed and says what is wrong beside it: that is 422 whatever the kind
    (`foundation.acting`).
    """
    found = of_code.get(refused.first.code)
    if found is not None:
        return found
    if isinstance(refused, Overtaken):
        return CONFLICT
    return BAD_REQUEST if isinstance(refused, Malformed) else UNPROCESSABLE
