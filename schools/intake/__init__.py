"""What arrives from other systems on its way into this school's roll and registers."""
