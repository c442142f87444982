"""What belongs to this installation and to no night: the secret that makes the audit draw unpredictable to sellers."""

import hashlib
import os
import secrets
from pathlib import Path

from pipeline.errors import WorldError

SECRET_VARIABLE = "TOUCHSTONE_AUDIT_SECRET"


def audit_secret() -> bytes:
    """The installation's secret: $TOUCHSTONE_AUDIT_SECRET, else a file in the user's configuration, made on first use.

    It lies outside DATA on purpose: two runs of a night into different folders draw the same audit rows.
    """
    given = os.environ.get(SECRET_VARIABLE)
    if given:
        return given.encode()
    path = secret_path()
    try:
        if not path.exists():
            _make(path)
        return path.read_bytes()
    except OSError as refused:
        raise WorldError(
            f"audit secret: {path} cannot be read or made ({refused}). Set {SECRET_VARIABLE}, or make the folder writable."
        ) from refused


def secret_path() -> Path:
    """Where the secret is kept when no variable gives it."""
    configuration = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(configuration) / "touchstone" / "audit_secret"


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.touch(mode=0o600)
    temporary.write_text(secrets.token_hex(32), encoding="ascii")
    try:
        os.link(temporary, path)  # the first of two concurrent runs wins; the other reads its secret
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def secret_name(secret: bytes) -> str:
    """A short name for the secret that tells two apart and gives nothing away; for run.json."""
    return hashlib.sha256(b"name of " + secret).hexdigest()[:12]
