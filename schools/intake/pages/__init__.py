"""What the import pages show, as plain values."""
