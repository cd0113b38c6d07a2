"""Views of missing children, of home education and of leaving."""
