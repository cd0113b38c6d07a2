"""What is done with letters. Rooms above draft theirs, and may approve, print, send and withdraw them, by these."""

from schools.letters.operations.approving import approve, reopen
from schools.letters.operations.drafting import Addressee, draft, edit
from schools.letters.operations.printing import Printing, print_letters
from schools.letters.operations.sending import let_go, send, settle_doubt
from schools.letters.operations.withdrawing import withdraw, withdraw_about

__all__ = [
    "Addressee",
    "Printing",
    "approve",
    "draft",
    "edit",
    "let_go",
    "print_letters",
    "reopen",
    "send",
    "settle_doubt",
    "withdraw",
    "withdraw_about",
]
