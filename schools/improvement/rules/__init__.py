"""Plain rules: what a notice to improve has to hold, when its weeks run, and how it moves."""
