"""What the pages show of letters of a stage, as plain values."""
