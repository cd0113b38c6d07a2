"""The run of ground (i), enquiries and the checklist, home education, what each ground asks for, and how a removal moves."""
