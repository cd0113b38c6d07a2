"""Questions about returns: what holds by the school's settings, what the roll and the registers give rise to, what waits."""
