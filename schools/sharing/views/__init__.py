"""The list of shares, one of them, and what is set about all."""
