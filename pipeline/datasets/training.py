"""Everything retraining reads and writes. Artefacts live under MODELS, the rest under DATA."""

import features.contracts as contracts
from pipeline.datasets.dataset import Dataset

# night → digest of what it left: what a later night looks back on, and what training reads
SEEN_NIGHTS = Dataset("seen_nights", "training/seen_nights.json")
LOGGED_NIGHTS = Dataset("logged_nights", "training/logged_nights.json")
ALL_DECISIONS = Dataset("all_decisions", "training/decisions.parquet", contracts.Decisions)
DECISION_REJECTS = Dataset("decision_rejects", "training/decision_rejects.parquet", contracts.Rejects)
TRAINING_SET = Dataset("training_set", "training/training_set.parquet")
UNJUDGED = Dataset("unjudged", "training/unjudged.parquet")
# listings of held-out sellers that nobody judged: they compete for the queue when a challenger is judged
RIVALS = Dataset("rivals", "training/rivals.parquet")
TRAINING_FACTS = Dataset("training_facts", "training/training_facts.json")
CHALLENGER = Dataset("challenger", "challenger", root="models")
# one row per judging row: keys, label and what each ranking gave it
EVALUATED = Dataset("evaluated", "training/evaluated.parquet")
EVALUATION = Dataset("evaluation", "training/evaluation.json")
