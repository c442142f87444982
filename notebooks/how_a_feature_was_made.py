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
# # How a feature was made: `price_to_peer_median_ratio`
#
# **The question.** Counterfeits are often cheap. But so are phone cases, discounters and second-hand goods: *cheap is not
# fake*. What would "suspiciously cheap" mean for one listing? Less than other sellers ask for the *same product*, in the
# same condition, on the same night.

# %%
import inspect
import os
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display

import pipeline
from features import registry
from models.feature_log import LINK_KEY
from models.metrics import auc, average_precision
from pipeline.datasets import nightly, past_nights, training
from pipeline.datasets.dataset import read
from pipeline.params import Params

NAME = "price_to_peer_median_ratio"
DEMO = Path(pipeline.__file__).parents[1] / os.environ.get("TOUCHSTONE_DEMO", "demo")
nights = past_nights.nights_before(DEMO / "data", nightly.RUN, date.max)
if not nights:
    raise SystemExit(f"No published night under {DEMO}. Run `make demo` first, or set TOUCHSTONE_DEMO to its folder.")


def tonight(dataset):
    return read(dataset, dataset.at(DEMO / "data", nights[-1].isoformat()))


# %% [markdown]
# ## The data
#
# Families read one wide table, `Candidates`: one row per listing and brand, with everything that may be known that
# night. Here the product that most sellers offer, in dollars at the night's rates.

# %%
table = tonight(nightly.CANDIDATES)
product = ["brand_id", "product_id"]
priced = table[table["product_id"].notna() & table["price_usd"].notna()]
busiest = priced.groupby(product)["seller_id"].nunique().idxmax()
offers = priced[(priced[product] == list(busiest)).all(axis=1)].sort_values("price_usd")
figure, axes = plt.subplots(figsize=(8, 3))
for condition, part in offers.groupby(offers["condition"].fillna("unknown")):
    axes.plot(part["price_usd"], [condition] * len(part), "o", alpha=0.6)
axes.axvline(offers["price_usd"].median(), color="grey", linestyle="--", label="middle price, all conditions")
axes.margins(y=0.2)
axes.set(xlabel="asked price, US dollars", ylabel="condition", title=" / ".join(busiest))
axes.legend(fontsize="small")
plt.show()

# %% [markdown]
# ## Trap 1: a price means nothing across products
#
# Compare the two spreads: the wider the first beside the second, the more a ranking by price is a ranking by product.

# %%
log_price = np.log(priced["price_usd"].where(priced["price_usd"] > 0))
within = log_price - log_price.groupby([priced[one] for one in product]).transform("median")
figure, axes = plt.subplots(figsize=(8, 2.8))
axes.hist([log_price - log_price.median(), within], bins=40, label=["all products together", "within a product"])
axes.set(xlabel="log of price over the middle price", ylabel="listings")
axes.legend()
plt.show()

# %% [markdown]
# ## The definition
#
# A column is declared once: name, meaning, when it is missing, and the sentences it can give. Too few other sellers
# means *unknown*, not 1.

# %%
family = registry.family_named(registry.group_of(NAME))
feature = next(one for one in family.features if one.name == NAME)
declared = {"meaning": feature.meaning, "missing when": feature.missing_when, "params": repr(family.params)}
declared |= {"raises": feature.raises.en, "lowers": feature.lowers.en, "scope": f"{family.scope} by {family.group_key}"}
with pd.option_context("display.max_colwidth", None):
    display(pd.Series(declared).to_frame("declared"))

# %% [markdown]
# ## The family file
#
# One file holds the declaration, the params with their why, the worked example and one pure function: no files, no
# clock, nothing fitted. One line in `features/registry.py` makes it a model input, a reason in reports and a docs row.

# %%
print(Path(inspect.getsourcefile(family.compute)).relative_to(Path(pipeline.__file__).parents[1]), "\n")
print(inspect.getsource(family.compute))

# %% [markdown]
# ## Its example
#
# Small enough to check by hand: the middle of the *other* sellers' prices is the divisor. The example is a test, and it
# is part of the fingerprint by which a model refuses features that compute something else.

# %%
example, expected = family.example()
computed = family.compute(example, family.params)
pd.testing.assert_frame_equal(computed, expected, rtol=1e-5)
example[["seller_id", "product_id", "price_usd"]].assign(expected=expected[NAME], computed=computed[NAME])

# %% [markdown]
# ## Trap 2: a seller who is his own market
#
# A shop could post a hundred cheap listings and make cheap look normal. So each seller has one vote, and a row's own
# seller has none. Below, one seller of the example repeats his offer a hundred times; nobody's answer may move.

# %%
flood = pd.concat([example.iloc[[0]]] * 100).assign(listing_id=[f"flood {at}" for at in range(100)])
flooded = family.compute(pd.concat([example, flood], ignore_index=True), family.params).head(len(example))
pd.DataFrame({"before": computed[NAME], "with a flood": flooded[NAME]})

# %% [markdown]
# ## The battery
#
# Every family in the registry is put through the same laws (`tests/features/test_family_battery.py`). Three of them
# here, on tonight's market: shuffled rows give shuffled answers, any cut that keeps groups whole gives the same answer,
# and the feature log holds what the function gives (no skew between the night and training).

# %%
chosen = family.with_params(Params().features.get(family.name))
answer = family.compute(table, chosen)[NAME]
order = np.random.default_rng(1).permutation(len(table))
part = table.groupby(list(family.group_key), dropna=False).ngroup() % 3
cut = pd.concat([family.compute(table[part == at], chosen)[NAME] for at in range(3)]).loc[table.index]
logged = table[LINK_KEY].merge(tonight(nightly.FEATURES)[[*LINK_KEY, NAME]], on=LINK_KEY, how="left")[NAME]
pd.Series(
    {
        "shuffled": family.compute(table.iloc[order], chosen)[NAME].equals(answer.iloc[order]),
        "cut": cut.equals(answer),
        "feature log": np.array_equal(logged, answer, equal_nan=True),
        "known for": f"{answer.notna().mean():.0%} of rows",
    },
    name="holds",
).to_frame()

# %% [markdown]
# ## How it does alone
#
# Against the simulated truth where there is one, else against verdicts (which are no random sample). AUC is the chance
# that a counterfeit stands above another listing, 0.5 is a coin; each column is judged on rows where all are known, so
# that they meet the same listings. One column that told counterfeits apart by itself would be a bug of the simulation.

# %%
log, truth_file = tonight(nightly.FEATURES), DEMO / "truth" / "truth.jsonl"
labels_file = training.TRAINING_SET.at(DEMO / "data", "")
if truth_file.exists():
    truth = pd.read_json(truth_file, lines=True, dtype={"listing_id": str})
    fakes = pd.MultiIndex.from_frame(truth.loc[truth["is_counterfeit"], LINK_KEY])
    rows = log[log["brand_id"].notna()]
    rows = rows.assign(label=pd.MultiIndex.from_frame(rows[LINK_KEY]).isin(fakes).astype(float))
elif labels_file.exists():
    rows = read(training.TRAINING_SET, labels_file).drop_duplicates(LINK_KEY, keep="last")
else:
    raise SystemExit("Neither truth nor verdicts here: how it does alone cannot be said.")
columns = ["price_usd", "price_to_list_ratio", NAME]
known = rows[rows[columns].notna().all(axis=1)]
label = known["label"].to_numpy("float64")
alone = {
    one: {
        "known share": rows[one].notna().mean(),
        "AUC, cheapest first": auc(label, -known[one].to_numpy()),
        "PR-AUC, cheapest first": average_precision(label, -known[one].to_numpy()),
    }
    for one in columns
}
print(f"{len(known)} rows, {int(label.sum())} counterfeit: share {label.mean():.3f} is the PR-AUC of a coin.")
display(pd.DataFrame(alone).T)

# %% [markdown]
# ## Trap 3: honest bargains
#
# See how far the curves overlap, and how the share of cheap honest offers differs from brand to brand. Hence there is
# no threshold in the feature: the model weighs it beside everything else, and a person decides.

# %%
is_fake = known["label"] == 1
figure, axes = plt.subplots(figsize=(8, 3))
for caption, part in {"counterfeit": known[is_fake], "other": known[~is_fake]}.items():
    values = np.sort(part[NAME])
    axes.step(values, np.arange(1, len(values) + 1) / max(len(values), 1), where="post", label=caption)
axes.set(xlabel=NAME, ylabel="share of listings at or below", xlim=(0, 2))
axes.legend()
plt.show()
honest = known[~is_fake].groupby("brand_id")[NAME]
cheap = honest.agg(honest_offers="size", under_80_percent=lambda values: (values < 0.8).mean())
cheap.assign(under_50_percent=honest.agg(lambda values: (values < 0.5).mean()))
