"""What officers of an authority open and type."""
