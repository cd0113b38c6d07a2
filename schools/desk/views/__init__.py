"""Pages of the desk and of an evacuation."""
