"""What a service may want, when a referral may go, what consent is, how the directory is read, and the local form."""
