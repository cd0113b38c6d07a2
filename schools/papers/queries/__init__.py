"""Questions about papers, and what they are made of."""
