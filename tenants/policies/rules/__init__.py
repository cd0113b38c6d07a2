"""What a policy document may say, and how it is read, compared and kept to one form. Trust and school both use these."""
