"""App configuration."""

from django.apps import AppConfig


class SimsConfig(AppConfig):
    """Reading SIMS's files. No tables: what is read goes into the school's own intake."""

    name = "integrations.sims"
    label = "sims"

    def ready(self) -> None:
        """Tell the intake how SIMS's files are opened."""
        from integrations.sims.client import SOURCE, SimsFile
        from schools.intake.operations import sources

        sources.register(SOURCE, SimsFile)
