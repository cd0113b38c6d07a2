"""What the pages of pupils show, as plain values, rows and sentences."""
