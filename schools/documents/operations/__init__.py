"""What is done with files: received, kept, looked at, opened, removed, and compared with what the store has."""

from schools.documents.operations.checking import LOOK
from schools.documents.operations.comparing import Compared, compared, mend
from schools.documents.operations.keeping import keep_own, receive, receive_by_link, send_again, take_by_link
from schools.documents.operations.opening import Copy, copy_of, open_address
from schools.documents.operations.removing import remove

__all__ = [
    "LOOK",
    "Compared",
    "Copy",
    "compared",
    "copy_of",
    "keep_own",
    "mend",
    "open_address",
    "receive",
    "receive_by_link",
    "remove",
    "send_again",
    "take_by_link",
]
