"""Cases: one pupil's attendance (or leaving, or education elsewhere) seen to by somebody until it is over."""
