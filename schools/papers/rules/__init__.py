"""Pure rules of papers: what they are made of, and what is left out of them. No Django, no clock."""
