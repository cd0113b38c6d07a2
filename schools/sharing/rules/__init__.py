"""What may become of a share, and what one is composed of: plain values."""
