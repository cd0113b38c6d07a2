"""What every connector keeps to, whichever system it talks to."""
