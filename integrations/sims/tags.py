"""The columns of an XML report, by the tags of its records."""

from collections.abc import Iterable

from foundation.refusals import Malformed
from integrations.exchange.columns import Layout
from schools.intake.rules.problems import Problems


class Tags:
    """The columns of an XML report. SIMS leaves empty ones out, so which there are is known only at the end."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.seen: dict[str, None] = {}
        self.at: dict[str, str] = {field.key: "" for field in layout.fields}

    def meet(self, tags: Iterable[str]) -> None:
        """Take in the tags of a record."""
        for tag in tags:
            if tag.startswith("{"):
                raise Malformed(
                    "The file has elements of another format, which a SIMS report never has.",
                    code="foreign_element",
                    remedy="Export the report from SIMS again, unchanged. Nothing that a file refers to is fetched.",
                )
            self.seen.setdefault(tag)
        self.at.update(self.layout.resolve(self.seen))

    def settle(self, problems: Problems) -> None:
        """At the end: refuse the file when no record had a required column, and tell of those not read."""
        self.layout.require(list(self.seen), row=None)
        self.layout.warn_of_unknown(list(self.seen), problems)
