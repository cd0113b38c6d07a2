"""Plain rules: which letters a case may have, to whom, what fills them in, in which language, and on what they rest."""
