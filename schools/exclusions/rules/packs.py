"""What a panel's pack may hold beside documents: pages of ours, each chosen by itself."""

from enum import StrEnum


class Page(StrEnum):
    """A page of ours. None names another child, and none what the safeguarding lead told."""

    EXCLUSION = "exclusion"
    NOTICES = "notices"
    EARLIER = "earlier"
    REPRESENTATIONS = "representations"

    @property
    def words(self) -> str:
        """Its heading and bookmark."""
        return {
            Page.EXCLUSION: "The exclusion",
            Page.NOTICES: "Who was told, when and how",
            Page.EARLIER: "Exclusions of this year",
            Page.REPRESENTATIONS: "Representations",
        }[self]
