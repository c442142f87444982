"""Feature families, one file each; features.registry lists them."""
