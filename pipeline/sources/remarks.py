"""The flags of ListingFlags that reading gives: what was noticed about a listing that was kept all the same."""

TEXT_CLEANED = "text_cleaned"
TEXT_CUT = "text_cut"
LIST_CUT = "list_cut"
TIME_WITHOUT_OFFSET = "time_without_offset"


def unreadable(column: str) -> str:
    """The flag of an optional value that could not be used and is missing now."""
    return f"unreadable_{column}"
