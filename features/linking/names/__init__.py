"""Which brands a text names, in whatever disguise: the words, the codes, and what stands beside them."""
