"""How often Python looks for rings of objects that nothing else holds."""

import gc

# Tables are made of very many small objects that live until a stage ends. Looking through them after every 700 new ones,
# as Python does, takes a tenth of a night.
_NEW_OBJECTS = 500_000


def collect_seldom() -> None:
    """Lets this process look for such rings seldom; memory is given back as before, for almost all of it is in no ring."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
