"""Plain rules of the pages of pupils: moments as people type them."""
