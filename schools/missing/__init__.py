"""Services that a school works with, referrals to them, and what of a child was shared with whom."""
