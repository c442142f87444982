"""From decisions and features to a self-describing classifier, a ranking and reasons."""
