"""What the law asks a school to tell its authority: the kinds of return, their clocks, their fields."""
