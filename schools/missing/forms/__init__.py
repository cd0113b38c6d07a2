"""Forms of searches, of home education, of removals and of coming back."""
