"""Addresses, one configuration for each kind of host."""
