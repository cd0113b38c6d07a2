"""Penalty notices: who meets the threshold to consider one, for which parent it is asked for, and what comes of each."""
