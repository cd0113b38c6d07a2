"""How pages look: layout, components, forms, charts, figures in words, styles and scripts. Knows nothing of schools.

A page of a place extends `ui/place.html` (blocks: title, quiet_title, head, main, person_menu); signing in and whatever
stands alone extends `ui/alone.html`; what a figure opens to extends `ui/explanation.html` (context: heading; block:
explanation). Components are `templates/cotton/`, here and in a room for what only it and those above
draw, each with a comment that says how it is used; they never print `{{ attrs }}` and give every variable a default.
Nothing carries a style, script or handler of its own.

    navigation   places to go in the left rail          numbers    counts, rates, dates as they are said
    shell        term, week, freshness, stale banners   charts     lines and bars, each with its table and note
    forms        the renderer; dates as people type     identities the hue and edge a school wears
    views        pages for 400 to 503                   frontend   sources of styles and scripts, and their build

Whatever shows a person's name marks it `data-name`, so that "Hide names" can ink it over.
"""
