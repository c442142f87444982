"""Photos are opened where they lie, and nothing else is."""

import io
import os
import pickle
import tarfile
import zipfile

import pytest

from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_names import PhotoRefused
from pipeline.sources.photo_store import PhotoStore


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "night" / "images").mkdir(parents=True)
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    return tmp_path / "night"


def store_of(folder, **limits):
    return PhotoStore(folder, IngestParams(**limits))


def reason(store, image):
    with pytest.raises(PhotoRefused) as refused:
        store.read(image)
    assert refused.value.detail
    return refused.value.reason_code


def tar_of(path, members, mode="w"):
    with tarfile.open(path, mode) as archive:
        for member, data in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("name", ["a.jpg", "images/a.jpg", "./a.jpg", " a.jpg ", "images//a.jpg"])
def test_a_photo_is_named_relative_to_images(folder, name):
    (folder / "images" / "a.jpg").write_bytes(b"A")
    assert store_of(folder).read(name) == b"A"


def test_photos_may_lie_in_folders(folder):
    below = folder / "images" / "x" / "y"
    below.mkdir(parents=True)
    (below / "ü 照片.jpg").write_bytes(b"A")
    assert store_of(folder).read("x/y/ü 照片.jpg") == b"A"


NAMES = {
    "image_remote": ["http://x/a.jpg", "HTTPS://x", "//x/a.jpg", "file:///etc/passwd", "data:image/png,A", "C:\\a"],
    "image_outside": ["../secret.jpg", "images/../../secret.jpg", "/etc/passwd", "x/../a.jpg", "..", "~/a", "..\\a"],
    "image_bad_name": ["", ".", "  ", "a\0.jpg", "x" * 300, "/".join("a" * 20)],
    "image_missing": ["b.jpg", "x/b.jpg"],
}


@pytest.mark.parametrize(("expected", "name"), [(code, name) for code, names in NAMES.items() for name in names])
def test_a_name_that_leads_elsewhere_is_refused_with_its_reason(folder, expected, name):
    assert reason(store_of(folder), name) == expected


def test_links_pipes_and_folders_are_refused(folder):
    images = folder / "images"
    (images / "link.jpg").symlink_to(folder.parent / "secret.jpg")
    (images / "elsewhere").symlink_to(folder.parent)
    os.mkfifo(images / "pipe.jpg")
    (images / "folder.jpg").mkdir()
    store = store_of(folder)
    assert reason(store, "link.jpg") == reason(store, "elsewhere/secret.jpg") == "image_link"
    assert reason(store, "pipe.jpg") == reason(store, "folder.jpg") == "image_not_regular"


def test_a_file_over_the_limit_is_refused(folder):
    (folder / "images" / "a.jpg").write_bytes(b"x" * 101)
    assert reason(store_of(folder, largest_photo_bytes=100), "a.jpg") == "image_too_large"
    assert len(store_of(folder, largest_photo_bytes=101).read("a.jpg")) == 101


@pytest.mark.parametrize(("name", "mode"), [("images.tar", "w"), ("images-1.tar.gz", "w:gz")])
def test_photos_in_tar_archives_are_read_in_any_order(folder, name, mode):
    long = "deep/" + "n" * 150 + ".jpg"
    tar_of(folder / name, [("a.jpg", b"A"), ("images/b.jpg", b"B"), ("./x/c.jpg", b"C" * 3_000), (long, b"L")], mode)
    store = store_of(folder)
    assert [store.read(one) for one in ("x/c.jpg", "images/a.jpg", "b.jpg", long)] == [b"C" * 3_000, b"A", b"B", b"L"]
    assert reason(store, "d.jpg") == "image_missing"


def test_photos_in_zip_archives_are_read(folder):
    with zipfile.ZipFile(folder / "images.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images/a.jpg", b"A")
        archive.writestr("照片.jpg", b"B")
    assert [store_of(folder).read(name) for name in ("a.jpg", "照片.jpg")] == [b"A", b"B"]


def test_tar_members_that_are_no_plain_files_or_come_twice_are_refused(folder):
    tar_of(
        folder / "images.tar",
        [
            (special("soft.jpg", tarfile.SYMTYPE, "/etc/passwd"), b""),
            (special("hard.jpg", tarfile.LNKTYPE, "a.jpg"), b""),
            (special("pipe.jpg", tarfile.FIFOTYPE), b""),
            (special("device.jpg", tarfile.CHRTYPE), b""),
            ("twice.jpg", b"1"),
            ("images/twice.jpg", b"2"),
            ("../outside.jpg", b"x"),
            ("/absolute.jpg", b"x"),
            ("large.jpg", b"x" * 101),
            ("good.jpg", b"good"),
        ],
    )
    store = store_of(folder, largest_photo_bytes=100)
    assert store.read("good.jpg") == b"good"
    assert reason(store, "soft.jpg") == reason(store, "hard.jpg") == "image_link"
    assert reason(store, "pipe.jpg") == reason(store, "device.jpg") == "image_not_regular"
    assert reason(store, "twice.jpg") == "image_duplicate"
    assert reason(store, "large.jpg") == "image_too_large"
    assert reason(store, "outside.jpg") == reason(store, "absolute.jpg") == "image_missing"


def test_zip_tricks_are_refused(folder):
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "images.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb.jpg", b"\0" * 3_000_000)
        archive.writestr("twice.jpg", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("twice.jpg", b"2")
        archive.writestr("../outside.jpg", b"x")
        archive.writestr("packed.jpg", b"x" * 50, compress_type=zipfile.ZIP_LZMA)
        archive.writestr("large.jpg", os.urandom(4_000_001))
        archive.writestr("good.jpg", b"good")
    store = store_of(folder, largest_photo_bytes=4_000_000)
    assert store.read("good.jpg") == b"good"
    assert reason(store, "link.jpg") == "image_link"
    assert reason(store, "bomb.jpg") == "image_expands_too_much"
    assert reason(store, "twice.jpg") == "image_duplicate"
    assert reason(store, "outside.jpg") == "image_missing"
    assert reason(store, "packed.jpg") == "image_unreadable"
    assert reason(store, "large.jpg") == "image_too_large"


def test_a_zip_that_lies_about_a_size_gives_no_more_than_it_said(folder):
    path = folder / "images.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", bytes(range(256)) * 40)
    written, said = (size.to_bytes(4, "little") for size in (10_240, 5_000))
    path.write_bytes(path.read_bytes().replace(written, said))
    assert reason(store_of(folder), "a.jpg") == "image_archive_broken"


@pytest.mark.parametrize("name", ["images.tar", "images.tar.gz", "images.zip"])
def test_a_broken_archive_never_hides_the_photos_beside_it(folder, name):
    (folder / "images" / "a.jpg").write_bytes(b"A")
    (folder / name).write_bytes(b"this is no archive" * 100)
    store = store_of(folder)
    assert store.read("a.jpg") == b"A"
    assert reason(store, "b.jpg") == "image_archive_broken"


def test_of_a_tar_that_breaks_off_the_first_photos_are_read(folder):
    path = folder / "images.tar"
    tar_of(path, [("a.jpg", b"A"), ("b.jpg", b"B" * 5_000)])
    path.write_bytes(path.read_bytes()[:3_000])
    store = store_of(folder)
    assert store.read("a.jpg") == b"A"
    assert reason(store, "b.jpg") == "image_archive_broken"


def test_of_a_tar_gz_that_breaks_off_the_first_photos_are_read(folder):
    path = folder / "images.tar.gz"
    tar_of(path, [("a.jpg", b"A"), ("b.jpg", os.urandom(600_000))], "w:gz")
    path.write_bytes(path.read_bytes()[:300_000])
    store = store_of(folder)
    assert store.read("a.jpg") == b"A"
    assert reason(store, "b.jpg") == "image_archive_broken"


def test_a_photo_in_two_archives_is_refused(folder):
    tar_of(folder / "images-1.tar", [("a.jpg", b"1"), ("b.jpg", b"b")])
    tar_of(folder / "images-2.tar", [("a.jpg", b"2")])
    store = store_of(folder)
    assert reason(store, "a.jpg") == "image_duplicate"
    assert store.read("b.jpg") == b"b"


def test_an_archive_with_too_many_members_is_said_to_be_broken(folder):
    tar_of(folder / "images.tar", [(f"{one}.jpg", b"x") for one in range(20)])
    store = store_of(folder, most_archive_members=10)
    assert store.read("9.jpg") == b"x"
    assert reason(store, "15.jpg") == "image_archive_broken"


def test_a_tar_with_a_giant_header_is_not_read_into_memory(folder):
    giant = special("x", tarfile.XHDTYPE)
    tar_of(folder / "images.tar", [("a.jpg", b"A"), (giant, b"\0" * (3 << 20))])
    store = store_of(folder)
    assert store.read("a.jpg") == b"A"
    assert reason(store, "b.jpg") == "image_archive_broken"


def test_a_tar_gz_bomb_is_not_unpacked(folder):
    tar_of(folder / "images.tar.gz", [("a.jpg", b"\0" * (2 << 20))], "w:gz")
    assert reason(store_of(folder, largest_archive_bytes=1 << 20), "a.jpg") == "image_archive_broken"


def test_archives_that_are_links_are_refused(folder):
    tar_of(folder.parent / "secret.tar", [("a.jpg", b"secret")])
    (folder / "images.tar").symlink_to(folder.parent / "secret.tar")
    assert reason(store_of(folder), "a.jpg") == "image_archive_broken"


def test_a_store_can_be_sent_to_another_process_after_use(folder):
    tar_of(folder / "images.tar", [("a.jpg", b"A")])
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        archive.writestr("b.jpg", b"B")
    (store := store_of(folder)).read("a.jpg")
    sent = pickle.dumps(store)
    assert len(sent) < 2_000
    assert [pickle.loads(sent).read(name) for name in ("a.jpg", "b.jpg")] == [b"A", b"B"]


def test_forked_children_read_the_same_zip_at_once(folder):
    with zipfile.ZipFile(folder / "images.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for one in range(50):
            archive.writestr(f"{one}.jpg", bytes([one]) * 20_000 + os.urandom(20_000))
    store = store_of(folder)
    expected = [store.read(f"{one}.jpg") for one in range(50)]
    child = os.fork()
    same = all(store.read(f"{one}.jpg") == expected[one] for one in range(50))
    if child == 0:
        os._exit(0 if same else 1)
    assert same
    assert os.waitpid(child, 0)[1] == 0


def test_a_snapshot_without_any_photos_says_missing(tmp_path):
    assert reason(store_of(tmp_path / "nowhere"), "a.jpg") == "image_missing"
