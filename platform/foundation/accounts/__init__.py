"""People, how they prove who they are, and the sessions that follow."""
