"""Questions about letters, templates and whom a letter goes to."""

from schools.letters.queries.letters import letters_about, letters_for
from schools.letters.queries.templates import letterhead_now, text_of

__all__ = ["letterhead_now", "letters_about", "letters_for", "text_of"]
