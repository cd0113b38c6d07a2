"""Policy documents: what opens and closes each stage of support, versioned by the trust and read by its schools."""
