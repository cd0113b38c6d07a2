"""What is typed about shares, and what is set about all of them."""
