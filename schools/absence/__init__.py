"""Absence without a reason: first-day contact, from the close of the register until the child is accounted for."""
