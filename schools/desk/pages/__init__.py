"""What the desk and the evacuation list show."""
