"""How many other sellers use the same title, the same description or the same contact tonight."""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, example_values
from features.family import Family, FamilyParams, Feature, Scope, Sentence
from features.lexicon.contacts import contacts_in, contacts_in_field
from features.skeleton import skeletons

_LISTING = [Candidates.platform, Candidates.listing_id]


class TextReuseParams(FamilyParams):
    """When a text is long enough that using the same one is no accident."""

    # "Brand new, never worn" is everybody's description; forty letters is about a sentence and a half. First guess.
    shortest_description: int = 40
    # A title of two words is a product's name.
    shortest_title: int = 12


def _compute(table: pd.DataFrame, params: TextReuseParams) -> pd.DataFrame:
    seller = _sellers(table)
    titles = skeletons(table[Candidates.title])
    # The catalogue's own title is what an honest seller writes.
    is_own_text = (titles != skeletons(table[Candidates.product_title])).fillna(True).astype(bool)
    titles = titles.where(is_own_text & (titles.str.len() >= params.shortest_title))
    templates = _templates(table[Candidates.description])
    templates = templates.where(templates.str.len() >= params.shortest_description)
    return pd.DataFrame(
        {
            "title_other_sellers_count": _other_sellers(titles, seller).where(table[Candidates.title].notna()),
            "description_other_sellers_count": _other_sellers(templates, seller).where(
                table[Candidates.description].notna()
            ),
            "contact_other_sellers_count": _contact_sharers(table, seller),
        },
        index=table.index,
    )


def _sellers(table: pd.DataFrame) -> pd.Series:
    """A number per seller; an unnamed seller is one per listing."""
    named = table[Candidates.seller_id].notna()
    who = table[Candidates.seller_id].astype("object").where(named, table[Candidates.listing_id].astype("object"))
    keys = pd.DataFrame({"platform": table[Candidates.platform], "is_named": named, "who": who.astype(str)})
    return keys.groupby(list(keys.columns)).ngroup()


def _templates(descriptions: pd.Series) -> pd.Series:
    """Descriptions as templates: sizes, prices and other numbers are all one."""
    return skeletons(descriptions).str.replace(r"\d+", "0", regex=True)


def _other_sellers(texts: pd.Series, seller: pd.Series) -> pd.Series:
    """Other sellers with the same text; 0 where the text is missing."""
    number = pd.Series(pd.factorize(texts.astype("object"))[0], index=texts.index)
    counted = seller.groupby(number).transform("nunique") - 1.0
    return counted.where(texts.notna(), 0.0).astype("float64")


def _contact_sharers(table: pd.DataFrame, seller: pd.Series) -> pd.Series:
    """Other sellers who give one of the row's contacts (the most shared one); NaN where no contact is given."""
    written = table[Candidates.title].fillna("") + " | " + table[Candidates.description].fillna("")
    parts = [contacts_in(written), contacts_in_field(table[Candidates.seller_contact])]
    given = pd.concat([pd.DataFrame({"at": np.arange(len(table)), "contact": part.to_numpy()}) for part in parts])
    given = given.explode("contact").dropna(subset=["contact"])
    given["seller"] = seller.to_numpy()[given["at"].to_numpy(dtype=np.int64)]
    given["sharers"] = given.groupby("contact")["seller"].transform("nunique") - 1.0
    most = given.groupby("at")["sharers"].max().reindex(range(len(table)))
    return pd.Series(most.to_numpy(dtype="float64"), index=table.index)


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
        {Candidates.seller_id: "S4", Candidates.title: "Acme hunting trap", Candidates.product_title: "Acme Hunting Trap"},
    ]
    names = FAMILY.feature_names()
    counts = [(1.0, 0.0, 1.0), (1.0, 0.0, 1.0), (0.0, 0.0, None), (0.0, None, None)]
    return candidates(rows), example_values([dict(zip(names, row, strict=True)) for row in counts])


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
