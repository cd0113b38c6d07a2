"""An authority’s pages: what schools shared with it, one share, and its officers’ answers; and a trust’s index."""
