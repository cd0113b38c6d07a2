"""Questions about education elsewhere."""

from schools.provision.queries.placements import provision_for

__all__ = ["provision_for"]
