"""What is done about shares: agreed to, published, taken back; and what an authority's officer did, done here too.

The worker reads as the school, writes as the authority and as the trust, and marks it done as the school. Whichever of these
a killed worker did last, repeating all of them changes nothing twice: versions and acts have one key at both ends, and of a
share that ended its key stays with the authority, so that no version that was under way brings it back.
"""
