"""The product behind granian with one page more, which reads one row: what any page of it costs."""
