"""The tables everyone reads. The lowest layer: it imports nothing of the project."""

from features.contracts.candidates import Candidates
from features.contracts.catalog import (
    BannedImages,
    Brands,
    CatalogSellers,
    ExchangeRates,
    KnownFakeHashes,
    Names,
    Products,
    ProhibitedTerms,
    ReferenceImages,
    Tells,
)
from features.contracts.history import ListingHistory, SellerHistory, Sightings
from features.contracts.linking import ImageMatches, LinkComparisons, Links
from features.contracts.marketplace import ListingFlags, Listings, Rejects, Sellers
from features.contracts.networks import Networks
from features.contracts.review import Complaints, Decisions, Scores, Suspects
from features.contracts.signals import ImageSignals, PhotoClusters, PhotoTexts, ReferenceSignals
from features.contracts.table import ContractError, Table

__all__ = [
    "BannedImages",
    "Brands",
    "Candidates",
    "CatalogSellers",
    "Complaints",
    "ContractError",
    "Decisions",
    "ExchangeRates",
    "ImageMatches",
    "ImageSignals",
    "KnownFakeHashes",
    "LinkComparisons",
    "Links",
    "ListingFlags",
    "ListingHistory",
    "Listings",
    "Names",
    "Networks",
    "PhotoClusters",
    "PhotoTexts",
    "Products",
    "ProhibitedTerms",
    "ReferenceImages",
    "ReferenceSignals",
    "Rejects",
    "Scores",
    "SellerHistory",
    "Sellers",
    "Sightings",
    "Suspects",
    "Table",
    "Tells",
]
