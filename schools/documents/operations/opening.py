"""Opening a file: an address of the store, good for a minute; and its bytes, for what is put together from files."""

import hashlib
from dataclasses import dataclass, field

from foundation.documents.store import NothingThereError, Shelf, StoreAwayError, shelf
from foundation.refusals import Refused
from schools.documents.models import Document
from schools.documents.operations.checking import shown_as
from schools.documents.rules import REMEDIES

_LATER = "Try again in a few minutes."


@dataclass(frozen=True, slots=True)
class Copy:
    """Where the bytes of a file are, to be read when no transaction is open."""

    name: str
    kind: str
    _place: Shelf = field(repr=False)
    _stored_as: str = field(repr=False)
    _sha256: str = field(repr=False)

    def read(self) -> bytes:
        """The bytes as they were received. Raises StoreAwayError, and NothingThereError also for any other bytes."""
        content = self._place.get(self._stored_as)
        if hashlib.sha256(content).hexdigest() != self._sha256:
            raise NothingThereError
        return content


def copy_of(document: Document) -> Copy:
    """What a worker needs to read a file once its transaction is over: a pack that takes it in, say.

    Refused as `open_address`. Whoever asks has asked the policy of whom it is for, and writes down what they were shown.
    """
    _refuse_closed(document)
    return Copy(document.name, document.kind, shelf(), document.stored_as, document.sha256)


def open_address(document: Document) -> str:
    """A signed address at which this one file is downloaded. It is given to one browser, and written down nowhere.

    Refused for a file that has not arrived, has not been found clean or is gone. Whoever asks has asked the policy.
    """
    _refuse_closed(document)
    try:
        return shelf().address(document.stored_as, shown_as=shown_as(document.stored_as, document.kind))
    except StoreAwayError:
        raise Refused("The store of files gives nothing out at the moment.", code="store_away", remedy=_LATER) from None


def _refuse_closed(document: Document) -> None:
    if document.state not in Document.OPENED:
        raise Refused(
            f"{document.get_state_display()}.", code=f"document_{document.state}", remedy=REMEDIES[document.state]
        )
