"""What pages of sharing show, as plain values."""
