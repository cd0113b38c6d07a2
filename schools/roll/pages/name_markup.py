"""A pupil's name as a narrow column draws it: what tells the pupil apart stands below, so that neither is cut off.

Where even that is too long for the column, its styles leave out the word "born"; it is read aloud all the same.
"""

from django.utils.html import escape

from schools.roll.rules.names import bare_name


def name_html(name: str) -> str:
    """A full name as markup; every value went through escape()."""
    bare = bare_name(name)
    if bare == name:
        return escape(name)
    apart = escape(name[len(bare) :].strip()).replace("born ", '<span class="born">born </span>', 1)
    return f'{escape(bare)} <span class="apart">{apart}</span>'
