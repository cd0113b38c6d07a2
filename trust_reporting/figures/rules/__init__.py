"""What is published: which groups, which periods. Plain functions; no Django, no clock."""
