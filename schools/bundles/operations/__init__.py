"""What people do with bundles of evidence."""
