"""Provision elsewhere: providers, who is expected where, and what is confirmed of each session."""
