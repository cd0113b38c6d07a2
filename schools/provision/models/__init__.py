"""Where pupils are educated elsewhere, who is expected there, and what each place says of them."""

from schools.provision.models.placements import ProvisionPlacement, Review
from schools.provision.models.providers import Provider, ProviderContact
from schools.provision.models.words import Asking, Word

__all__ = ["Asking", "Provider", "ProviderContact", "ProvisionPlacement", "Review", "Word"]
