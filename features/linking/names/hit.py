"""One place where a listing writes a brand's name, right or hidden."""

from dataclasses import dataclass
from typing import NamedTuple


class NameForm(NamedTuple):
    """One way a name of one brand is written; hits share it, for there are many of them."""

    brand_id: str
    how: str
    reading: str
    squeezed: str
    # Only the first word of a longer name, as the whole typed brand: OCZ for OCZ Technologies.
    is_part: bool = False


@dataclass(slots=True)
class Hit:
    """One name of one brand in one field of one listing; `start` and `end` are places in the field's skeleton."""

    row: int
    field: int
    start: int
    end: int
    form: NameForm
    # Points off the belief for the way it is written.
    cost: float
    claim: str | None = None
    # Part of a longer name of another brand: Griffin in Griffin Technology.
    is_inside: bool = False

    @property
    def brand_id(self) -> str:
        """Whose name it is."""
        return self.form.brand_id

    @property
    def reading(self) -> str:
        """How its letters stand in the text: right, or hidden in one of the ways of `spelling`."""
        return self.form.reading

    @property
    def squeezed(self) -> str:
        """The name's letters and digits alone."""
        return self.form.squeezed
