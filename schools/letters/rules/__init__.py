"""Plain rules of letters: kinds and their fields, how a text is filled in, the states of a letter, what stops one."""
