"""Questions about cases: which there are, what is in one, and who may see which part."""
