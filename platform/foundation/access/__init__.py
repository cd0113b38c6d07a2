"""Who may do what: roles, the closed list of permissions, one gate, and the policies apps declare."""
