"""What is done about returns: found, drafted, approved, recorded as sent. Each is whole or absent with its caller."""
