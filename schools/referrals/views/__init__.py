"""Views of the directory, of referrals, of the log and of the local form."""
