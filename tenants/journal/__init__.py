"""What was done above the schools: the audit lines of trusts, authorities and the platform."""
