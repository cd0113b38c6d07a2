"""What papers show, as plain values: the same on screen, printed and as a PDF."""
