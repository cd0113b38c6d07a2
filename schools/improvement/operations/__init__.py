"""What people do with a notice to improve, and what follows when its letters leave and its weeks begin."""
