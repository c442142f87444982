"""Everything a night reads and writes. `work/` holds what stages hand each other, `runs/` what a night publishes."""

import features.contracts as contracts
from pipeline.datasets.dataset import Dataset

# what catalogues and policy say on the night
BRANDS = Dataset("brands", "work/{night}/brands.parquet", contracts.Brands)
NAMES = Dataset("names", "work/{night}/names.parquet", contracts.Names)
PRODUCTS = Dataset("products", "work/{night}/products.parquet", contracts.Products)
REFERENCE_IMAGES = Dataset("reference_images", "work/{night}/reference_images.parquet", contracts.ReferenceImages)
CATALOG_SELLERS = Dataset("catalog_sellers", "work/{night}/catalog_sellers.parquet", contracts.CatalogSellers)
TELLS = Dataset("tells", "work/{night}/tells.parquet", contracts.Tells)
EXCHANGE_RATES = Dataset("exchange_rates", "work/{night}/exchange_rates.parquet", contracts.ExchangeRates)
PROHIBITED_TERMS = Dataset("prohibited_terms", "work/{night}/prohibited_terms.parquet", contracts.ProhibitedTerms)
BANNED_IMAGES = Dataset("banned_images", "work/{night}/banned_images.parquet", contracts.BannedImages)
DECISIONS = Dataset("decisions", "work/{night}/decisions.parquet", contracts.Decisions)
COMPLAINTS = Dataset("complaints", "work/{night}/complaints.parquet", contracts.Complaints)
CATALOG_REJECTS = Dataset("catalog_rejects", "work/{night}/catalog_rejects.parquet", contracts.Rejects)
# what the sectors' working groups know: sector → its pack; empty without packs
SECTOR_PACKS = Dataset("sector_packs", "work/{night}/sector_packs.json")
CATALOG_FACTS = Dataset("catalog_facts", "work/{night}/catalog_facts.json")

# what the marketplaces showed
LISTINGS = Dataset("listings", "work/{night}/listings.parquet", contracts.Listings)
SELLERS = Dataset("sellers", "work/{night}/sellers.parquet", contracts.Sellers)
LISTING_FLAGS = Dataset("listing_flags", "work/{night}/listing_flags.parquet", contracts.ListingFlags)
RECORD_REJECTS = Dataset("record_rejects", "work/{night}/record_rejects.parquet", contracts.Rejects)
# what later nights remember of this one
SIGHTINGS = Dataset("sightings", "sightings/{night}.parquet", contracts.Sightings)
SNAPSHOT_FACTS = Dataset("snapshot_facts", "work/{night}/snapshot_facts.json")

# signals
# later nights look up the photos of listings settled since: a dozen rows of each night
IMAGE_SIGNALS = Dataset(
    "image_signals", "work/{night}/image_signals.parquet", contracts.ImageSignals, rows_in_group=128
)
REFERENCE_SIGNALS = Dataset("reference_signals", "work/{night}/reference_signals.parquet", contracts.ReferenceSignals)
IMAGE_REJECTS = Dataset("image_rejects", "work/{night}/image_rejects.parquet", contracts.Rejects)

PHOTO_CLUSTERS = Dataset("photo_clusters", "work/{night}/photo_clusters.parquet", contracts.PhotoClusters)

# links, features, scores, queues
IMAGE_MATCHES = Dataset("image_matches", "work/{night}/image_matches.parquet", contracts.ImageMatches)
LINKS = Dataset("links", "work/{night}/links.parquet", contracts.Links)
LINK_COMPARISONS = Dataset("link_comparisons", "work/{night}/link_comparisons.parquet", contracts.LinkComparisons)
# what each listing's rows were made of: the next night links only what differs
LINK_KEYS = Dataset("link_keys", "work/{night}/link_keys.parquet")
# of what the tables above were made: a night whose inputs did not change is not linked again
LINK_FACTS = Dataset("link_facts", "work/{night}/link_facts.json")
PHOTO_TEXTS = Dataset("photo_texts", "work/{night}/photo_texts.parquet", contracts.PhotoTexts)
# by which reader, and how much of it; or that it is off
PHOTO_TEXT_FACTS = Dataset("photo_text_facts", "work/{night}/photo_text_facts.json")
LISTING_HISTORY = Dataset("listing_history", "work/{night}/listing_history.parquet", contracts.ListingHistory)
CANDIDATES = Dataset("candidates", "work/{night}/candidates.parquet", contracts.Candidates)
SCORES = Dataset("scores", "work/{night}/scores.parquet", contracts.Scores)
SCORE_FACTS = Dataset("score_facts", "work/{night}/score_facts.json")
SUSPECTS = Dataset("suspects", "work/{night}/suspects.parquet", contracts.Suspects)
NETWORKS = Dataset("networks", "work/{night}/networks.parquet", contracts.Networks)
REPORT = Dataset("report", "work/{night}/report")

REJECTS = (CATALOG_REJECTS, RECORD_REJECTS, IMAGE_REJECTS)
ALL_REJECTS = Dataset("rejects", "work/{night}/rejects.parquet", contracts.Rejects)

# what the model saw; published as features.parquet and read again by training
FEATURES = Dataset("features", "feature_log/snapshot_date={night}.parquet")
RUN = Dataset("run", "runs/{night}")

# name in runs/<night>/ → what is put there
PUBLISHED = {
    "listings.parquet": LISTINGS,
    "rejects.parquet": ALL_REJECTS,
    "links.parquet": LINKS,
    "image_matches.parquet": IMAGE_MATCHES,
    "networks.parquet": NETWORKS,
    "features.parquet": FEATURES,
    "scores.parquet": SCORES,
    "suspects.parquet": SUSPECTS,
}
