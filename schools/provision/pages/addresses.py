"""Where things of this room are shown."""

import uuid

from django.urls import reverse


def placement_address(key: uuid.UUID) -> str:
    """A placement's page."""
    return reverse("provision_placement", args=[key])
