"""The desk at the door and the list of who is on site: lates, out and back, visitors, evacuation."""
