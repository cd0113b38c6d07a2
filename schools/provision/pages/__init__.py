"""What pages of education elsewhere show, as plain values."""
