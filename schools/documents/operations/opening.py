"""Opening a file: an address of the store, good for a minute."""

from foundation.documents.store import StoreAwayError, shelf
from foundation.refusals import Refused
from schools.documents.models import Document
from schools.documents.operations.checking import shown_as
from schools.documents.rules import REMEDIES

_LATER = "Try again in a few minutes."


def open_address(document: Document) -> str:
    """A signed address at which this one file is downloaded. It is given to one browser, and written down nowhere.

    Refused for a file that has not arrived, has not been found clean or is gone. Whoever asks has asked the policy.
    """
    if document.state not in Document.OPENED:
        raise Refused(
            f"{document.get_state_display()}.", code=f"document_{document.state}", remedy=REMEDIES[document.state]
        )
    try:
        return shelf().address(document.stored_as, shown_as=shown_as(document.stored_as, document.kind))
    except StoreAwayError:
        raise Refused("The store of files gives nothing out at the moment.", code="store_away", remedy=_LATER) from None
