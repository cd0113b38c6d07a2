"""Trying a draft of the policy on days that are past, beside the live one: counts and names, and nothing changes."""
