"""Who works at the school, in which post, from when until when."""
