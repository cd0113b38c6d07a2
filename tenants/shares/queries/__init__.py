"""Questions about shares, in an authority's work; and about a trust's index, in the trust's."""
