"""How many other sellers use the same title, the same description or the same contact tonight."""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, example_rows
from features.family import Family, FamilyParams, Feature, Scope, Sentence
from features.lexicon.column_patterns import as_texts, replace_pattern, skeletons_by_distinct
from features.lexicon.contacts import contacts_in_field, contacts_in_skeletons
from features.skeleton import skeletons_of

_LISTING = [Candidates.platform, Candidates.listing_id]


class TextReuseParams(FamilyParams):
    """When a text is long enough that using the same one is no accident."""

    # "Brand new, never worn" is everybody's description; forty letters is about a sentence and a half. First guess.
    shortest_description: int = 40
    # A title of two words is a product's name.
    shortest_title: int = 12


def _compute(table: pd.DataFrame, params: TextReuseParams) -> pd.DataFrame:
    seller = _sellers(table)
    titles, described = (skeletons_of(as_texts(table[name])) for name in (Candidates.title, Candidates.description))
    # Sizes, prices and other numbers are all one in a template.
    templates = replace_pattern(described, r"\d+", "0")
    written = [f"{title} | {text}" for title, text in zip(titles, described, strict=True)]
    contacts = [contacts_in_skeletons(written), contacts_in_field(table[Candidates.seller_contact]).tolist()]
    # The catalogue's own title is what an honest seller writes.
    official = skeletons_by_distinct(table[Candidates.product_title])
    pairs = zip(titles, official, strict=True)
    is_own = [title != theirs and len(title) >= params.shortest_title for title, theirs in pairs]
    is_long = [len(template) >= params.shortest_description for template in templates]
    shared = {
        "title_other_sellers_count": _other_sellers(titles, seller, is_own),
        "description_other_sellers_count": np.where(
            table[Candidates.description].isna(), np.nan, _other_sellers(templates, seller, is_long)
        ),
        "contact_other_sellers_count": _contact_sharers(contacts, seller),
    }
    return pd.DataFrame(shared, index=table.index)


def _sellers(table: pd.DataFrame) -> np.ndarray:
    """A number per seller; an unnamed seller is one per listing."""
    named = table[Candidates.seller_id].notna()
    who = table[Candidates.seller_id].where(named, table[Candidates.listing_id])
    keys = table[[Candidates.platform]].assign(is_named=named, who=who)
    return keys.groupby(list(keys.columns)).ngroup().to_numpy()


def _other_sellers(texts: list[str], seller: np.ndarray, counts: list[bool]) -> np.ndarray:
    """Other sellers with the same text; 0 for a text that does not count."""
    used = pd.DataFrame({"text": texts, "seller": seller}, dtype="object")[np.array(counts, dtype=bool)]
    others = used.groupby("text")["seller"].transform("nunique").astype("float64") - 1.0
    return others.reindex(range(len(texts)), fill_value=0.0).to_numpy(dtype="float64")


def _contact_sharers(contacts: list[list[list[str]]], seller: np.ndarray) -> np.ndarray:
    """Other sellers who give one of the row's contacts (the most shared one); NaN where no contact is given."""
    given = [(at, contact) for column in contacts for at, found in enumerate(column) for contact in found]
    frame = pd.DataFrame(given, columns=["at", "contact"]).astype({"at": "int64", "contact": "object"})
    frame["seller"] = seller[frame["at"].to_numpy()]
    frame["sharers"] = frame.groupby("contact")["seller"].transform("nunique").astype("float64") - 1.0
    return frame.groupby("at")["sharers"].max().reindex(range(len(seller))).to_numpy(dtype="float64")


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    template = "Top version, free box, size {} in stock, ask for pictures before you buy"
    rows = [
        {
            Candidates.seller_id: "S1",
            Candidates.title: "Acme hunting TRAP",
            Candidates.description: template.format(38),
            Candidates.seller_contact: "WeChat: trap_88",
        },
        {
            Candidates.seller_id: "S2",
            Candidates.title: "acme hunting trap",
            Candidates.description: template.format(41) + " wechat trap_88",
        },
        {Candidates.seller_id: "S3", Candidates.title: "Acme anvil, used once", Candidates.description: "used once"},
        {
            Candidates.seller_id: "S4",
            Candidates.title: "Acme hunting trap",
            Candidates.product_title: "Acme Hunting Trap",
        },
    ]
    names = FAMILY.feature_names()
    counts = [(1.0, 0.0, 1.0), (1.0, 0.0, 1.0), (0.0, 0.0, None), (0.0, None, None)]
    return candidates(rows), example_rows(names, counts)


FAMILY = Family(
    name="text_reuse",
    title="Text reuse",
    scope=Scope.SNAPSHOT,
    reads=(
        *_LISTING,
        Candidates.seller_id,
        Candidates.seller_contact,
        Candidates.title,
        Candidates.description,
        Candidates.product_title,
    ),
    compute=_compute,
    example=_example,
    params=TextReuseParams(),
    features=(
        Feature(
            name="title_other_sellers_count",
            meaning="other sellers with the same title tonight; 0 for a short title and for the catalogue's own title",
            missing_when="never",
            raises=Sentence(
                code="title_shared",
                en="Other sellers using the same title tonight: {value}; it is not the brand's own.",
                zh="今晚使用相同标题的其他卖家数：{value}，且并非品牌官方标题。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="description_other_sellers_count",
            meaning="other sellers with the same description tonight, numbers aside; 0 for a short description",
            missing_when="the listing has no description",
            raises=Sentence(
                code="description_shared",
                en="Other sellers using the same description, numbers aside, tonight: {value}.",
                zh="今晚使用相同描述模板的其他卖家数：{value}。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="contact_other_sellers_count",
            meaning="other sellers who give the same phone, messenger name or mail tonight",
            missing_when="neither the seller nor the listing gives a contact",
            raises=Sentence(
                code="contact_shared",
                en="Other sellers giving the same contact tonight: {value}.",
                zh="今晚留有相同联系方式的其他卖家数：{value}。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
    ),
)
