"""App configuration."""

from django.apps import AppConfig


class SimsConfig(AppConfig):
    """Reading SIMS's files. No tables: what is read goes into the school's own intake."""

    name = "integrations.sims"
    label = "sims"

    def ready(self) -> None:
        """Tell the intake that files may come from SIMS, and how they are opened."""
        from integrations.sims.client import KEY, SimsFile
        from integrations.sims.mapping import NAME
        from schools.intake.operations.peers import Peer, declare_peer

        declare_peer(Peer(KEY, NAME, SimsFile))
