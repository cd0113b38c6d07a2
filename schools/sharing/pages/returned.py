"""Returns that are shared: where the pages of returns lead, with which authority."""

from django.urls import reverse

from schools.returns.models import Return, ReturnFile
from schools.returns.pages.carriers import Way
from schools.returns.rules.kinds import Kind
from schools.sharing.queries.returned import shares_of
from schools.sharing.rules.returned import purpose_of
from tenants.trusts.models import LocalAuthority
from tenants.trusts.places import Place


def authority_named(name: str, place: Place) -> LocalAuthority | None:
    """The authority of that name that is in Rollcall: the school’s own, or another that the place knows."""
    if place.school is None:
        return None
    known = [place.school.authority, *place.authorities]
    return next((one for one in known if one.name.casefold() == name.strip().casefold()), None)


def way_of_file(file: ReturnFile, place: Place) -> Way | None:
    """Where a file is shared, if its authority is in Rollcall and its kind is one that is shared."""
    row = Return.objects.filter(lines__file=file).first()
    if row is None or authority_named(file.authority, place) is None or purpose_of(Kind(row.kind), row.facts) is None:
        return None
    return Way(f"Share with {file.authority}", reverse("returned_file", args=[file.pk]))


def way_again(row: Return, place: Place) -> Way | None:
    """Where what was shared is shared anew; None where it went otherwise, or to an authority outside Rollcall."""
    authority = next((one for one in told_in_rollcall(row, place) if one.slug), None)
    if authority is None:
        return None
    return Way(f"Share what holds now with {authority.name}", reverse("returned_again", args=[row.pk, authority.slug]))


def told_in_rollcall(row: Return, place: Place) -> list[LocalAuthority]:
    """The authorities that have a share of a return now."""
    if place.school is None:
        return []
    known = {one.slug: one for one in (place.school.authority, *place.authorities)}
    return [one for slug, one in known.items() if row.pk in shares_of([row], slug)]


def more_way() -> Way:
    """Where the authority is told of plans, notices and meetings."""
    return Way("Plans and notices to share", reverse("tell_list"))
