"""The files of one pupil that belong to no single act: who may keep them, and the panel on the pupil's page."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from foundation.access.gate import may
from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.documents.models import Document
from schools.documents.pages import FileLine, line_of
from schools.documents.queries.files import documents_of
from schools.documents.queries.owners import About, Owner
from schools.roll.models import Pupil
from schools.roll.pages.pupil_panels import Panel, PanelPupil

KIND = "pupil"


@dataclass(frozen=True, slots=True)
class PupilFiles:
    """The files of a pupil that are still there, on the pupil's page."""

    pupil: uuid.UUID
    files: tuple[FileLine, ...]


def about(pupil: Pupil) -> About:
    """What files of a pupil are about."""
    return KIND, pupil.pk


def files_panel(about_pupil: PanelPupil, member: Member) -> Panel | None:
    """What is kept of a pupil, and the way to add to it; nothing for who keeps no files. One query."""
    if not may(member, Permission.KEEP_PUPIL_FILES):
        return None
    rows = documents_of(about(about_pupil.pupil)).exclude(state__in=Document.GONE)
    lines = tuple(line_of(row) for row in rows)
    return Panel("pupils/panel_files.html", PupilFiles(about_pupil.pupil.pk, lines))


def _address(pupil: uuid.UUID) -> str:
    return reverse("pupil_files", args=[pupil])


def _pupils(pupil: uuid.UUID) -> Iterable[int]:
    return Pupil.objects.filter(pk=pupil).values_list("key", flat=True)


FILES_OF_PUPIL = Owner(
    KIND,
    opens=Permission.KEEP_PUPIL_FILES,
    sends=Permission.KEEP_PUPIL_FILES,
    address=_address,
    pupils=_pupils,
)
