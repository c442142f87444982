"""How much of anything is read from a marketplace, a brand or a ledger, and what a sane value is."""

from pydantic import BaseModel, ConfigDict, Field

MIB = 1 << 20


class IngestParams(BaseModel):
    """The `ingest` block of the params: limits of reading, all of them enforced before a value is used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Share of one platform's records that may be rejected before its lists are withheld (contract v1).
    max_reject_share: float = Field(0.20, ge=0, le=1)
    # One record. A listing with 50 reviews takes about 40 kB; 1 MiB is the border's own figure.
    longest_line_bytes: int = Field(MIB, ge=1024)
    # Real dumps nest 3 or 4 levels; the standard parser recurses, so this is counted before it runs.
    deepest_nesting: int = Field(32, ge=2, le=200)
    # A header wider than this is another kind of file, or an attack. First guess.
    most_columns: int = Field(512, ge=1)
    # A CSV or Parquet header: 512 names of 128 bytes.
    longest_header_bytes: int = Field(65_536, ge=64)
    # Physical lines one quoted CSV record may span before its opening quote is called stray.
    most_lines_a_csv_record: int = Field(500, ge=1)

    # Longer ids are refused, never cut: two cut ids could become one.
    longest_id: int = Field(256, ge=1)
    # Marketplaces allow 80 to 500 characters; what is longer is cut and flagged.
    longest_title: int = Field(2_000, ge=1)
    # One description, note, contact or review: some twenty pages; what is longer is cut and flagged. First guess.
    longest_text: int = Field(65_536, ge=1)
    # Photos, reviews or ids in one record; what is beyond is cut and flagged. First guess.
    most_list_items: int = Field(500, ge=1)
    # Names and values in one record; what is beyond is cut and flagged. First guess.
    most_attributes: int = Field(300, ge=1)
    # Prices outside are typing errors or attacks in every currency: the smallest is 1e-6 of a unit.
    lowest_price: float = Field(1e-6, gt=0)
    # … the largest, in a currency of many units: a billion. First guess.
    highest_price: float = Field(1e9, gt=0)
    # `captured_at` must lie in [night - 7 days, night + 1 day]: a week of late dumps, a day of time zones.
    captured_days_before: int = Field(7, ge=0)
    # … that day of time zones.
    captured_days_after: int = Field(1, ge=0)

    # 20 MB a photo; archives are indexed, never extracted.
    largest_photo_bytes: int = Field(20_000_000, ge=1)
    # Every member is an entry of an index in memory. First guess.
    most_archive_members: int = Field(1_000_000, ge=1)
    # A .tar.gz is unpacked once to a temporary file without a name; this bounds that file.
    largest_archive_bytes: int = Field(16 << 30, ge=1)
    # Uncompressed to compressed. JSON Lines reaches 50, photos about 1, bombs 1,000.
    most_expansion: int = Field(200, ge=2)

    # Written by hand: 1 MiB is hundreds of pages. First guess.
    largest_yaml_bytes: int = Field(MIB, ge=1024)
    # Values in one YAML file, counted before any is built. First guess.
    most_yaml_nodes: int = Field(100_000, ge=1)
    # Rows a brand's team can review a night when its brand.yaml does not say.
    default_capacity: int = Field(25, ge=0)
