"""Which genuine product does this listing claim to be? Names found in text, products compared, photos believed."""

from features.linking.catalog import LinkCatalog
from features.linking.linker import link
from features.linking.params import LinkParams

__all__ = ["LinkCatalog", "LinkParams", "link"]
