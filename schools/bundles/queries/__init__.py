"""Questions about bundles: whose they are to see, what the registers hold for one, and what is lacking."""
