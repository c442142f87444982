"""Words that sectors add to the lexicon: they count beside it, and for brands of their own sector alone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from features.lexicon.lexicon import Term
from features.lexicon.matcher import matcher

# Under this name a row given to a reason's words holds the terms of its brand's sector.
SECTOR_TERMS = "sector_terms"
_UNHEARD = {"yes", "no", "source"}


def sector_key(name: str) -> str:
    """The sector's name as it is compared: neither case nor spaces around it tell sectors apart."""
    return name.strip().casefold()


@dataclass(frozen=True)
class SectorTerms:
    """Sector (as `sector_key` writes it) → its own terms. Rows of any other sector, or of none, get the lexicon alone."""

    by_sector: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    def of(self, sector: object) -> tuple[Term, ...]:
        """The terms of one sector; none for one without, or a missing name."""
        return self.by_sector.get(sector_key(sector), ()) if isinstance(sector, str) else ()

    def weights(self, grades: Sequence[str], skeletons: list[str], sectors: pd.Series) -> pd.DataFrame:
        """As `LexiconMatcher.weights_in_skeletons` of these grades (none given: all), each row with its sector's terms.

        `sectors` gives each text's sector, or missing. Each sector's rows are looked at by themselves: another sector's
        words neither count in them nor stand in the way of the lexicon's.
        """
        if not self.by_sector:
            return matcher(*grades).weights_in_skeletons(skeletons, sectors)
        keys = np.array([sector_key(name) if self.of(name) else "" for name in sectors], dtype=object)
        # The rows without a sector of their own come too, and first, so that even no rows at all give a frame.
        groups = [np.flatnonzero(keys == key) for key in ["", *sorted(set(keys) - {""})]]
        return pd.concat([self._of_one(grades, skeletons, sectors, places) for places in groups]).sort_index()

    def _of_one(
        self, grades: Sequence[str], skeletons: list[str], sectors: pd.Series, places: np.ndarray
    ) -> pd.DataFrame:
        own = self.of(sectors.iloc[places[0]]) if len(places) else ()
        looking = matcher(*grades, more=own) if own else matcher(*grades)
        weighed = looking.weights_in_skeletons([skeletons[at] for at in places], sectors.iloc[places])
        return weighed.set_axis(places, axis=0)

    def digest(self) -> str:
        """A hash of everything that decides what is found beyond the lexicon; empty when nothing is."""
        said = {
            sector: [term.model_dump(mode="json", exclude=_UNHEARD) for term in own]
            for sector, own in self.by_sector.items()
            if own
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16] if said else ""


NO_TERMS = SectorTerms()
