"""Views of bundles."""
