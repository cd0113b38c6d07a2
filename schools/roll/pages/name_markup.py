"""A pupil's name as a narrow column draws it: what tells the pupil apart stands below, so that neither is cut off."""

from django.utils.html import escape

from schools.roll.rules.names import bare_name


def name_html(name: str) -> str:
    """A full name as markup; every value went through escape()."""
    bare = bare_name(name)
    if bare == name:
        return escape(name)
    return f'{escape(bare)} <span class="apart">{escape(name[len(bare) :].strip())}</span>'
