"""How work is spread: two primitives, any number of workers, the same bytes."""
