"""Records of JSON Lines: one object a line, one bad line costs one line."""

import hashlib
from collections.abc import Iterable, Iterator

from pipeline.sources.faults import Fault, RecordFault, excerpt
from pipeline.sources.guarded_json import parse_json
from pipeline.sources.limits import IngestParams
from pipeline.sources.physical_lines import Line, physical_lines
from pipeline.sources.records import Record


def json_records(chunks: Iterable[bytes], params: IngestParams) -> Iterator[Record]:
    """One record for each line that is not blank; faulty ones carry their fault."""
    for line in physical_lines(chunks, params.longest_line_bytes):
        if line.fault is not None:
            yield Record(line.number, {}, line.fault, sha256=line.sha256)
        elif line.data.strip():
            yield _record(line, params.deepest_nesting)


def _record(line: Line, deepest: int) -> Record:
    digest = hashlib.sha256(line.data)
    try:
        value = parse_json(line.data, deepest)
    except RecordFault as broken:
        return Record(line.number, {}, broken.fault, sha256=digest.hexdigest())
    if type(value) is not dict:
        fault = Fault("not_an_object", f"found {excerpt(value)}, expected an object {{…}} a line; wrap the values")
        return Record(line.number, {}, fault, sha256=digest.hexdigest())
    return Record(line.number, value, None, digest.digest())
