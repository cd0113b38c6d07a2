"""What a case may be and become, who may see which part of one, and what has to be said with each act."""
