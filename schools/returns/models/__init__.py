"""Returns to the authority, the files they were sent in, and what the school has set about them."""

from schools.returns.models.files import ReturnFile, ReturnLine
from schools.returns.models.rows import Return
from schools.returns.models.settings import ReturnLayout, ReturnSettings

__all__ = ["Return", "ReturnFile", "ReturnLayout", "ReturnLine", "ReturnSettings"]
