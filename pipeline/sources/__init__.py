"""Reading what others delivered: snapshots, catalogues, policy, verdicts, notices. Bad data is data, never an error.

`snapshot.read_snapshot`, `catalogs.read_catalogs`, `policy.read_policy`, `events.read_decisions` and
`events.read_complaints` give contract tables and rejects; `validation.validate_input` gives every problem at once.
`column_mappings` documents `sources.yaml`, `limits.IngestParams` the limits.
"""
