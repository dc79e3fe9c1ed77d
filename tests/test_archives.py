"""Archives are unpacked within limits; everything else about them is refused in a sentence."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import archive_limits, archives
from experiments.parsers.errors import ParseError

MOST = 2**20
FILES = {"run/metrics.csv": b"epoch,loss\n1,0.5\n", "run/other.txt": b"x" * 3000}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def unpacked(data: bytes, name: str = "logs.zip", most: int = MOST) -> dict[str, bytes]:
    file = io.BytesIO(data)
    return {m.path: m.file.read() for m in archives.members(file, name, most)}


PACKED = {
    "zip": zipped(FILES),
    "tar": tarred(FILES),
    "tar.gz": tarred(FILES, "w:gz"),
    "tar.bz2": tarred(FILES, "w:bz2"),
    "tar.xz": tarred(FILES, "w:xz"),
}


@pytest.mark.parametrize("kind", PACKED)
def test_every_file_of_an_archive_comes_out_as_it_went_in(kind: str) -> None:
    assert archives.is_archive(io.BytesIO(PACKED[kind]))
    assert unpacked(PACKED[kind]) == FILES


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_packed_by_itself_loses_its_last_ending(pack) -> None:
    assert unpacked(pack(b"epoch,loss\n"), "log.csv.gz") == {"log.csv": b"epoch,loss\n"}


@pytest.mark.parametrize(
    "files",
    [
        {"archive/data.pkl": b"x", "archive/data/0": b"y"},
        {"weights.npy": b"x"},
        {"[Content_Types].xml": b"x"},
        {"model.weights.h5": b"x"},
    ],
)
def test_zip_files_that_other_programs_made_for_themselves_are_no_archives(files: dict) -> None:
    assert not archives.is_archive(io.BytesIO(zipped(files)))


@pytest.mark.parametrize("data", [b"", b"epoch,loss\n1,2\n", b"\x89PNG", b"GIF89a"])
def test_other_files_are_no_archives(data: bytes) -> None:
    assert not archives.is_archive(io.BytesIO(data))


@pytest.mark.parametrize("path", ["../x.csv", "/etc/passwd", "a/../../x", "..\\x", "C:\\x", "C:/x"])
def test_a_path_outside_is_refused_by_name(path: str) -> None:
    for data in (zipped({path: b"x"}), tarred({path: b"x"})):
        with pytest.raises(ParseError, match="outside of itself"):
            unpacked(data)


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(b"epoch,loss\n")
    (tmp_path / "soft").symlink_to("/etc/passwd")
    os.link(tmp_path / "log.csv", tmp_path / "zz-hard")
    os.mkfifo(tmp_path / "pipe")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(tmp_path, "logs")
    assert unpacked(packed.getvalue()) == {"logs/log.csv": b"epoch,loss\n"}


def test_a_link_in_a_zip_is_passed_over() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("log.csv", "epoch,loss\n")
    assert unpacked(packed.getvalue()) == {"log.csv": b"epoch,loss\n"}


def test_what_file_managers_leave_behind_is_passed_over() -> None:
    assert unpacked(zipped({"a.csv": b"x", "__MACOSX/._a.csv": b"y", ".DS_Store": b"z"})) == {
        "a.csv": b"x"
    }


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_too_much_is_refused_before_it_is_unpacked(kind: str) -> None:
    big = {"a": os.urandom(MOST), "b": b"x"}
    data = {"zip": zipped(big), "tar": tarred(big), "tar.gz": tarred(big, "w:gz")}[kind]
    with pytest.raises(ParseError, match="more than can be taken at once"):
        unpacked(data)


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_limits, "MOST_MEMBERS", 3)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    with pytest.raises(ParseError, match="more than 3 files"):
        unpacked(zipped({str(n): b"" for n in range(4)}))


@pytest.mark.parametrize("pack", [zipped, lambda files: tarred(files, "w:gz"), None])
def test_a_bomb_is_refused(pack) -> None:
    zeros = {"zeros": bytes(2 * archive_limits.RATIO_COUNTS_FROM)}
    data = gzip.compress(zeros["zeros"]) if pack is None else pack(zeros)
    with pytest.raises(ParseError, match="200 times its size"):
        unpacked(data, most=2**40)


def test_a_bomb_is_not_unpacked_beyond_what_may_come_out() -> None:
    with pytest.raises(ParseError, match="more than can be taken at once"):
        unpacked(gzip.compress(bytes(64 * MOST)), most=MOST)


def test_a_password_is_told() -> None:
    data = bytearray(zipped(FILES))
    for place in (data.index(b"PK\3\4") + 6, data.index(b"PK\1\2") + 8):
        data[place] |= 1
    with pytest.raises(ParseError, match="password"):
        unpacked(bytes(data))


@given(st.sampled_from(sorted(PACKED)), st.data())
def test_a_damaged_archive_is_unpacked_or_refused(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(PACKED[kind])
    for _ in range(data.draw(st.integers(0, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    file = io.BytesIO(cut)
    if archives.is_archive(file):
        try:
            unpacked(cut)
        except ParseError as refusal:
            assert refusal.advice


@pytest.mark.parametrize("count", [1, 200])
def test_headers_that_are_a_bomb_are_refused_unread(count: int) -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as stream:
        info = tarfile.TarInfo("pax")
        info.type, info.size = (
            tarfile.XHDTYPE,
            2 * archive_limits.LARGEST_HEADER // count // 512 * 512,
        )
        stream.write((info.tobuf(tarfile.USTAR_FORMAT) + bytes(info.size)) * count)
    with pytest.raises(ParseError, match="headers of"):
        unpacked(packed.getvalue(), most=2**30)


def test_an_end_record_within_an_end_record_hides_nothing() -> None:
    data = bytearray(zipped(FILES))
    end = data.rindex(b"PK\5\6")
    data[end + 4 : end + 8] = b"PK\5\6"
    data[end + 10 : end + 12] = (archive_limits.MOST_MEMBERS + 1).to_bytes(2, "little")
    with pytest.raises(ParseError, match="more than 10,000 files"):
        unpacked(bytes(data))


def test_a_zip_that_lists_too_many_files_is_refused_by_its_end() -> None:
    data = bytearray(zipped(FILES))
    end = data.rindex(b"PK\5\6")
    data[end + 10 : end + 12] = (archive_limits.MOST_MEMBERS + 1).to_bytes(2, "little")
    assert archives.is_archive(io.BytesIO(data))
    with pytest.raises(ParseError, match="more than 10,000 files"):
        unpacked(bytes(data))


def test_a_damaged_member_is_named() -> None:
    data = bytearray(zipped(FILES, zipfile.ZIP_STORED))
    data[data.index(b"epoch,loss")] ^= 1
    with pytest.raises(ParseError, match=r"run/metrics\.csv.*damaged"):
        unpacked(bytes(data))
