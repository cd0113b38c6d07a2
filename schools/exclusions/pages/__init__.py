"""What pages about exclusions show, as plain values."""
