"""What the pages of shares show, as plain values."""
