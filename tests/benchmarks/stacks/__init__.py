"""Four web stacks that answer the same page from the same rows: plain Django asking as the product asks, plain Django as it
usually asks, stock django-tenants, and the product.

*Alike* asks the product's one question about session, person and membership, then one row of the school: what the guard
adds is all that lies between it and the product. *Plain* and *stock* ask session, person, membership and row one by one,
as sites of theirs do; django-tenants also looks its host up. All but the product ask in autocommit.
"""
