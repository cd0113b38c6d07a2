"""What a school's figure may be set beside: published national figures, and the files they come from."""
