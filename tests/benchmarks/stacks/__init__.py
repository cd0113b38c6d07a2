"""Three web stacks that answer the same page from the same rows: plain Django, stock django-tenants, and the product.

All three ask the same questions: session, person, membership, one row of the school. Plain Django asks them in
autocommit on one schema, as a site with no tenants would; django-tenants also looks its host up.
"""
