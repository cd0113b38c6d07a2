"""Trusts, their schools, local authorities, and the hosts of all three; provisioning a school."""
