"""What people do with their trust's policy: draft the next version, change, withdraw and approve it."""
