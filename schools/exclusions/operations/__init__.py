"""What people do about exclusions: propose, decide, tell, record what the board did, name its panels."""
