"""Numbers as people read them: probabilities, shares, money, days. All rounding of the report is here."""

from datetime import date, datetime

from pipeline.report.texts import Text, same

SMALLEST_CHANCE_SHOWN = 0.005  # below it a rounded figure would read "0 %", above its mirror "100 %"


def chance(share: float) -> Text:
    """A probability in whole percent; never 0 % or 100 %, which no model can claim."""
    if share < SMALLEST_CHANCE_SHOWN:
        return Text("under 0.5\u00a0%", "不到 0.5%")
    if share >= 1 - SMALLEST_CHANCE_SHOWN:
        return Text("over 99\u00a0%", "超过 99%")
    return percent(share)


def percent(share: float) -> Text:
    """A share in whole percent, with one decimal below 10 %."""
    shown = f"{100 * share:.1f}".removesuffix(".0") if share < 0.0995 else f"{100 * share:,.0f}"
    return Text(f"{shown}\u00a0%", f"{shown}%")


def amount(value: float) -> str:
    """A sum in major units: whole when it is whole, else two decimals."""
    if value >= 1e12:
        return f"{value:.3g}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def money(value: float, currency: str) -> str:
    return f"{currency}\u00a0{amount(value)}"


def whole(value: float) -> str:
    return f"{int(value):,}"


def compact(value: float) -> str:
    """A measured figure with at most three significant digits after the point."""
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def day(moment: datetime | date) -> str:
    return moment.isoformat()[:10]


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def days(number: int) -> Text:
    return Text(f"{number:,} day" + ("" if number == 1 else "s"), f"{number:,} 天")


def code(text: str) -> Text:
    """A closed-list value that has no words of its own, readable: `mirror_crop` → mirror crop."""
    return same(text.replace("_", " "))
