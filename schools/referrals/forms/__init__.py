"""Forms of services, of referrals and of the local form."""
