"""When a school meets: half-terms, non-school days, session times, and the clocks that run on school days."""
