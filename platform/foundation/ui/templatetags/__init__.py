"""Template tags: figures, dates, controls of forms."""
