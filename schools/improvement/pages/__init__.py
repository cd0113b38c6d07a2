"""What the pages show of notices to improve, as plain values."""
