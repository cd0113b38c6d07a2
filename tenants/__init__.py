"""Who our customers are: trusts, schools, hosts, memberships. Everything here lives in the public schema."""
