"""Pages of bundles: what one says, as it is read and as it is typeset."""
