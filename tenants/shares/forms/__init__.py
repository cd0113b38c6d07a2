"""What is typed about shares."""
