"""What is done about services, referrals, consents and shares."""
