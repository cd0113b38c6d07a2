"""What pages of shares show, as plain values."""
