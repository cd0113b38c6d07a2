"""What pages show of services, referrals and shares."""
