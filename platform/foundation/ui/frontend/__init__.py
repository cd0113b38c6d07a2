"""The sources of the pages' styles, scripts and typeface, and the one command that builds them."""
