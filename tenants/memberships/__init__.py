"""Dated: which person has which role at which school, trust or local authority."""
