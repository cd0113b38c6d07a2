"""What the desk and an evacuation decide, without Django and without a clock."""
