"""Who reaches which referrals, how each stands, and what the record of a case fills in."""
