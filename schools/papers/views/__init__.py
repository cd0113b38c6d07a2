"""Pages of papers: one gate, one call, one answer."""
