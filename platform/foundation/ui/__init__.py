"""How pages look: layout, components, forms, charts, figures in words, styles and scripts. Knows nothing of schools."""
