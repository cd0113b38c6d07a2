"""What the pages of registers show, as plain values: rows, sentences, facts for the grid's script."""
