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
# # Error analysis of the champion
#
# Which counterfeits did the model miss, and what misled it where it was wrong? Judged on the rows of the last
# evaluation: later nights, sellers no training ever saw. When no challenger has passed the gate there is no champion;
# the rules score the nights, and this notebook judges them instead.

# %%
import os
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display

import pipeline
from features import registry
from models.evaluation import column_rankings, compare_rankings, evaluate
from models.feature_log import LINK_KEY, ROW_ORDER
from models.metrics import in_queue
from models.rule_terms import baseline_rules
from models.splits import GROUP, room_for_held_out, seller_groups
from pipeline.datasets import nightly, past_nights, training
from pipeline.datasets.dataset import read
from pipeline.learning_inputs import NEWEST_SELLER, capacities
from pipeline.market_trial import try_rankings
from pipeline.params import Params
from pipeline.stage import Context
from pipeline.stages.score_listings import scorer_of

DEMO = Path(pipeline.__file__).parents[1] / os.environ.get("TOUCHSTONE_DEMO", "demo")
nights = past_nights.nights_before(DEMO / "data", nightly.RUN, date.max)
if not nights or not training.EVALUATED.at(DEMO / "data", "").exists():
    raise SystemExit(f"No evaluated night under {DEMO}. Run `make demo` first, or set TOUCHSTONE_DEMO to its folder.")
context = Context(nights[-1], DEMO / "raw", DEMO / "data", DEMO / "models", Params())
evaluation = read(training.EVALUATION, context.path_of(training.EVALUATION))
scorer = scorer_of(context)
name = "champion" if scorer.model.model_version.startswith("classifier-") else "rules"
print(f"Judged here: the {name}, {scorer.model.model_version}")
print(f"Last challenger: {evaluation['challenger']}, gate {'passed' if evaluation['gate']['passed'] else 'refused'}")
for finding in evaluation["gate"]["findings"]:
    print(f"  {finding['says']}")

# %% [markdown]
# ## The rows
#
# *Judged* rows have a verdict. *Rivals* are listings of the same unseen sellers that nobody judged: they take places in
# the queue, but are neither right nor wrong. Each brand's queue has the held-out sellers' share of its capacity.

# %%
features = registry.feature_names()
judged = read(training.EVALUATED, context.path_of(training.EVALUATED))
seen = read(training.TRAINING_SET, context.path_of(training.TRAINING_SET))[[*ROW_ORDER, *features]]
judged = judged.merge(seen.drop_duplicates(ROW_ORDER), on=ROW_ORDER, how="left", validate="1:1")
rivals = read(training.RIVALS, context.path_of(training.RIVALS))
rows = pd.concat([judged, rivals], ignore_index=True)
rows = rows.sort_values(ROW_ORDER, kind="stable", ignore_index=True)
rows = rows.assign(**{GROUP: seller_groups(rows)})
room = room_for_held_out(capacities(context), context.params.splits)
scores = scorer.scores(rows)
rows = rows.assign(score=scores, is_queued=in_queue(rows, scores, room))
is_judged, is_fake = rows["label"].notna(), rows["label"].eq(1).fillna(False).astype(bool)
counted = pd.DataFrame({"judged counterfeit": is_fake, "judged other": is_judged & ~is_fake, "rival": ~is_judged})
counted.groupby(rows["is_queued"].map({True: "in the queue", False: "outside"})).sum()

# %% [markdown]
# ## Beside other rankings
#
# Precision is *at capacity*: of the judged rows a team would have read. Bars are 95 % intervals over resampled sellers;
# wide ones mean few verdicts. The dashed line is the **warning**: what the last challenger's recipe would claim under a
# random split, which meets the same sellers twice. Do not quote it.

# %%
rankings = {name: scores, "rules": baseline_rules().score(rows[features]), **column_rankings(rows, NEWEST_SELLER)}
compared = compare_rankings(rows, rankings, room, context.params.gate)
figure, panels = plt.subplots(1, 2, figsize=(10, 2.8), sharey=True)
for panel, figure_name in zip(panels, ["precision_at_capacity", "average_precision"], strict=True):
    for at, told in enumerate(found[figure_name] for found in compared.values()):
        if told["value"] is not None:
            panel.plot([told["low"], told["high"]], [at, at], color="tab:blue")
            panel.plot(told["value"], at, "o", color="tab:blue")
    panel.set(
        xlabel=figure_name.replace("_", " "),
        xlim=(-0.02, 1.02),
        ylim=(-0.5, len(compared) - 0.5),
        yticks=range(len(compared)),
    )
    panel.set_yticklabels([one.replace("_", " ") for one in compared])
flattering = evaluation["figures"]["random_split_average_precision"]
if flattering is not None:
    panels[1].axvline(flattering, color="tab:red", linestyle="--", label="random split (warning)")
    panels[1].legend()
plt.show()

# %% [markdown]
# ## Missed counterfeits
#
# Judged counterfeit, yet outside the queue. `last_in_queue` is the lowest score its brand's team would have read on that
# night: the distance the model fell short.

# %%
queue_key = ["snapshot_date", "brand_id"]
last = rows[rows["is_queued"]].groupby(queue_key)["score"].min().rename("last_in_queue")
missed = rows[is_fake & ~rows["is_queued"]].join(last, on=queue_key).sort_values("score")
print(f"{len(missed)} of {int(is_fake.sum())} judged counterfeits were missed.")
missed[["brand_id", "title", "score", "last_in_queue", "price_to_peer_median_ratio", "verdict", "basis"]].head(15)

# %% [markdown]
# ## False alarms, by kind of feature
#
# Judged to be no counterfeit, yet in the queue. For each row the contributions to the log-odds are summed per feature
# family; the family that raised the score most is blamed. Beside it the same for counterfeits that were caught: a family
# that leads only among false alarms misleads.

# %%
queued = rows[is_judged & rows["is_queued"]]
pulls = scorer.contributions(queued).reindex(columns=features, fill_value=0.0)
by_family = pulls.T.groupby(registry.group_of).sum().T
strongest = by_family.idxmax(axis=1) if len(by_family) else pd.Series(dtype="object")
outcome = queued["label"].astype(int).map({0: "false alarm", 1: "caught"})
blamed = pd.crosstab(strongest.rename("strongest family"), outcome.rename("outcome"))
if len(blamed):
    blamed.plot.barh(figsize=(8, 0.4 * len(blamed) + 1.5)).set(xlabel="judged rows in the queue")
    plt.show()
alarms = queued[queued["label"] == 0].assign(strongest=strongest).sort_values("score", ascending=False)
alarms[["brand_id", "title", "score", "strongest", "price_to_peer_median_ratio", "verdict"]].head(15)

# %% [markdown]
# ## Slices
#
# Small slices are counted, not measured: figures appear from `gate.least_slice_rows` judged rows on. Private,
# second-hand and authorised sellers deserve the closest look, since false alarms cost them most.

# %%
sellers = read(nightly.SELLERS, context.path_of(nightly.SELLERS))[["platform", "seller_id", "seller_type"]]
slices = pd.DataFrame(
    {
        "seller_type": rows.merge(sellers, on=["platform", "seller_id"], how="left", validate="m:1")["seller_type"],
        "claim": rows["claim"],
        "authorised": rows["is_authorised_seller"].map({1.0: "yes", 0.0: "no"}),
        "official_photo": np.where(rows["official_photo_confidence"].fillna(0) > 0.5, "copied", "not found"),
    }
)
figures = evaluate(rows, scores, room, context.params.gate, slices)
cuts = {"brand": figures["per_brand"], **figures["slices"]}
by_slice = {(cut, value): told for cut, found in cuts.items() for value, told in found.items()}
display(pd.DataFrame(by_slice).T)

# %% [markdown]
# ## Does it keep its promises?
#
# Rows in equally filled bins: promised against found share, with 95 % intervals. Rules are not calibrated on anything,
# so nothing is promised there. Verdicts are no random sample: people look where the queue pointed.

# %%
reliability = pd.DataFrame(figures["reliability"], columns=["promised", "found", "low", "high", "rows"])
figure, axes = plt.subplots(figsize=(4.5, 4))
axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
axes.vlines(reliability["promised"], reliability["low"], reliability["high"])
axes.plot(reliability["promised"], reliability["found"], "o")
axes.set(xlabel="promised share of counterfeit", ylabel="found share", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
plt.show()

# %% [markdown]
# ## If the teams could read more, or less
#
# Precision and recall among judged rows when every capacity is multiplied.

# %%
factors = [0.25, 0.5, 1, 1.5, 2, 3, 5]
figure, panels = plt.subplots(1, 2, figsize=(10, 3), sharey=True)
for ranking, given in rankings.items():
    chosen = [
        in_queue(rows, given, {brand: max(1, round(held * by)) for brand, held in room.items()}) for by in factors
    ]
    hits = np.array([(one & is_fake).sum() for one in chosen])
    panels[0].plot(factors, hits / [max((one & is_judged).sum(), 1) for one in chosen], "o-", label=ranking)
    panels[1].plot(factors, hits / max(is_fake.sum(), 1), "o-", label=ranking.replace("_", " "))
panels[0].set(xlabel="capacity, times today's", ylabel="share", title="precision", ylim=(-0.02, 1.02))
panels[1].set(xlabel="capacity, times today's", title="recall among judged")
panels[1].legend(fontsize="small")
plt.show()

# %% [markdown]
# ## What the verdicts never told
#
# Only a simulated market knows the truth about listings nobody judged. Where it is there: the same figures with every
# listing labelled, and which school of counterfeiters the queue meets least. A real market has no such table; there the
# audit draw is what estimates the misses. The trial takes all sellers that no training row knows, more than the rows
# above; the schools are those of the rows above.

# %%
truth_file = DEMO / "truth" / "truth.jsonl"
if truth_file.exists():
    trial = try_rankings(context, truth_file)
    print(f"{trial.counterfeits} counterfeits among {trial.listings} listings of unseen sellers;")
    print(f"{trial.counterfeits_unlinked} more were linked to no brand and could not be ranked.")
    true_figures = {
        (name if ranking == "champion" else ranking): {one: told["value"] for one, told in found.items()}
        for ranking, found in trial.rankings.items()
    }
    display(pd.DataFrame(true_figures).T)
else:
    print("No truth here: this is no simulated market.")

# %%
if truth_file.exists():
    truth = pd.read_json(truth_file, lines=True, dtype={"listing_id": str})
    fakes = truth.loc[truth["is_counterfeit"], [*LINK_KEY, "school", "guise"]]
    met = rows.merge(fakes, on=LINK_KEY, validate="m:1")
    schools = met.groupby("school").agg(
        counterfeits=("score", "size"),
        judged=("label", "count"),
        queued=("is_queued", "sum"),
        middle_score=("score", "median"),
    )
    display(schools.assign(queued_share=schools["queued"] / schools["counterfeits"]))
    schools["missed"] = schools["counterfeits"] - schools["queued"]
    if len(schools):
        axes = schools[["queued", "missed"]].plot.barh(stacked=True, figsize=(8, 2.8))
        axes.set(xlabel="counterfeits of unseen sellers", ylabel="school")
        plt.show()
