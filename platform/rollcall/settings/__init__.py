"""Settings: `base` for all; `demo`, `test` and `production` say only where they differ."""
