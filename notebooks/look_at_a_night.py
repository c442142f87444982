# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Look at a night
#
# A night is published as one folder: what was read, what was queued for whom and why, what was refused.
# This notebook opens the last one. A suspect is a listing worth a person's look, nothing more.

# %%
import io
import os
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

import pipeline
from features import registry
from pipeline import publishing
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import read
from pipeline.params import Params
from pipeline.report.photos import Thumbnails
from pipeline.sources.catalogs import CatalogPhotos
from pipeline.sources.snapshot import photo_store

DEMO = Path(pipeline.__file__).parents[1] / os.environ.get("TOUCHSTONE_DEMO", "demo")
nights = past_nights.nights_before(DEMO / "data", nightly.RUN, date.max)
if not nights:
    raise SystemExit(f"No published night under {DEMO}. Run `make demo` first, or set TOUCHSTONE_DEMO to its folder.")
night = nights[-1]
folder = nightly.RUN.at(DEMO / "data", night.isoformat())
tables = {name: read(dataset, folder / name) for name, dataset in nightly.PUBLISHED.items()}
suspects, listings = tables["suspects.parquet"], tables["listings.parquet"]

# %% [markdown]
# ## What the run says of itself
#
# The manifest names every file with its sha256: a file changed since would be listed here. A model version that starts
# with `rules-` means that no trained champion scored this night.

# %%
facts = read(nightly.Dataset("run_facts", publishing.RUN_FACTS), folder / publishing.RUN_FACTS)
told = {name: facts[name] for name in ("night", "exit_reason", "model_version", "banners", "withheld")}
told["broken files"] = publishing.broken_files(folder) or "none"
told |= {f"{name} rows": len(table) for name, table in tables.items()}
pd.Series(told, name="value").to_frame()

# %% [markdown]
# ## Accounting: read = kept + rejected + repeated
#
# Nothing may vanish between a marketplace's file and the night. `unaccounted` must be zero in every row.

# %%
files = pd.DataFrame(facts["files"]).set_index("source_file")
files["unaccounted"] = files["read"] - files[["kept", "rejected", "repeated"]].sum(axis=1)
files[["platform", "read", "kept", "rejected", "repeated", "unaccounted"]]

# %% [markdown]
# ## Rejects
#
# One row per record or photo that was refused, with the reason. An empty table means that everything was readable.

# %%
tables["rejects.parquet"].groupby(["kind", "reason_code"]).size().rename("rows").to_frame()

# %% [markdown]
# ## The queues
#
# Each brand's team reads at most its capacity. *Audit* rows are drawn by lot, whatever their score: they are how the
# miss rate is measured. `_policy` holds what is prohibited for everyone.

# %%
queues = suspects.groupby(["brand_id", "band"]).size().unstack(fill_value=0)
axes = queues.plot.barh(stacked=True, figsize=(8, 0.4 * len(queues) + 1.5))
axes.set(xlabel="rows in the queue", ylabel="brand", title=f"Queues of {night} by band")
plt.show()
suspects.groupby(["brand_id", "selected_by"]).size().unstack(fill_value=0)

# %% [markdown]
# ## One suspect
#
# The highest score among the rows with a reference photo to compare with, or among all when none has one.

# %%
scored = suspects[~suspects["selected_by"].isin(["audit", "rule"])].sort_values("score", ascending=False)
if scored.empty:
    raise SystemExit("Nothing was queued by score on this night.")
with_photo = scored[[bool(nearest and nearest["image"]) for nearest in scored["nearest_reference"]]]
suspect = (with_photo if len(with_photo) else scored).iloc[0]
key = ["platform", "listing_id"]
listing = listings.set_index(key).loc[tuple(suspect[key])]
shown = ["brand_id", "rank", "band", "selected_by", "score", "model_version", "link_confidence", "product_id", "due_at"]
pd.concat([listing[["title", "price", "currency", "brand", "condition", "ships_from"]], suspect[shown]]).to_frame(
    "value"
)

# %% [markdown]
# Its reasons, strongest first. `contribution` is what the measurement added to the log-odds: above zero it speaks for
# a counterfeit, below zero against one.

# %%
reasons = pd.DataFrame(list(suspect["reasons"]), columns=["code", "sentence", "value", "contribution"])
with pd.option_context("display.max_colwidth", None):
    display(reasons)

# %% [markdown]
# ## Photos side by side
#
# A copied photo says that the photo was copied, never that the goods are genuine or fake. The photos go through the
# report's own guard: they are decoded under limits, and one that is missing or refused is said to be absent.

# %%
params, thumbnails = Params().ingest, Thumbnails()
store = photo_store(DEMO / "raw", suspect["platform"], night, params)
official = CatalogPhotos(DEMO / "raw", params)
nearest = suspect["nearest_reference"] or {}
first_image = next(iter(listing["images"]), None)
pair = {
    "the listing": first_image and thumbnails.of(lambda _, image: store.read(image), suspect["platform"], first_image),
    "the brand's reference": nearest.get("image")
    and thumbnails.of(official.read, suspect["brand_id"], nearest["image"]),
}
figure, panels = plt.subplots(1, 2, figsize=(7, 3.8))
for panel, (caption, photo) in zip(panels, pair.items(), strict=True):
    panel.set(title=caption, xticks=[], yticks=[])
    if photo:
        panel.imshow(plt.imread(io.BytesIO(photo.jpeg), format="jpeg"))
    else:
        panel.text(0.5, 0.5, "no photo to show", ha="center", va="center")
plt.show()
matches = tables["image_matches.parquet"]
matches[(matches[key] == suspect[key].to_numpy()).all(axis=1)].drop(columns=key)

# %% [markdown]
# ## What is unknown
#
# Missing stays missing: it is not filled in, and each feature says when it is missing. First over the whole night, then
# for the suspect above.

# %%
log = tables["features.parquet"]
linked = log[log["brand_id"].notna()]
missing = linked[registry.feature_names()].isna().mean()
by_family = missing.groupby(registry.group_of).mean().sort_values()
axes = by_family.plot.barh(figsize=(8, 4))
axes.set(xlabel="share of values unknown among linked listings", ylabel="feature family", xlim=(0, 1))
plt.show()
print(f"{log['brand_id'].isna().sum()} of {len(log)} rows are linked to no brand, so they are in no brand's queue.")

# %%
row = linked[(linked[[*key, "brand_id"]] == suspect[[*key, "brand_id"]].to_numpy()).all(axis=1)].iloc[0]
unknown = [feature for feature in registry.features() if pd.isna(row[feature.name])]
pd.DataFrame({"unknown for this suspect": [f.name for f in unknown], "because": [f.missing_when for f in unknown]})
