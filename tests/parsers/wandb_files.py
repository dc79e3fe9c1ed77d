"""Writes W&B's transaction logs, record by record, as its client does."""

import json
import struct
import zlib

BLOCK = 32_768
HEADER = b":W&B\xe1\xbe\x00"
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4
HISTORY, SUMMARY, CONFIG, RUN = 2, 3, 5, 17


def wandb_log(*records: bytes) -> bytes:
    return HEADER + pack(list(records), len(HEADER))


def history(step: int, **values: object) -> bytes:
    number = varint(1 << 3) + varint(step) if step else b""
    return message(HISTORY, items({**values, "_step": step}) + message(2, number))


def summary(**values: object) -> bytes:
    return message(SUMMARY, items(values))


def run(name: str, **config: object) -> bytes:
    inner = message(1, b"1a2b3c4d") + message(4, items(config)) + message(8, name.encode())
    return message(RUN, inner)


def items(values: dict[str, object], nested: bool = False) -> bytes:
    """Items of one key; with `nested`, names are parted by slashes as newer clients do."""
    made = bytearray()
    for name, value in values.items():
        parts = name.split("/") if nested else [name]
        key = b"".join(message(2 if nested else 1, part.encode()) for part in parts)
        made += message(1, key + message(16, json.dumps(value).encode()))
    return bytes(made)


def message(number: int, inner: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(inner)) + inner


def varint(value: int) -> bytes:
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def pack(records: list[bytes], start: int = 0) -> bytes:
    """A log of records whose first piece stands at the byte `start`."""
    log = bytearray()
    for record in records:
        pieces = cut(record, start + len(log))
        for number, (gap, piece) in enumerate(pieces):
            first, last = number == 0, number == len(pieces) - 1
            kind = (FULL if last else FIRST) if first else (LAST if last else MIDDLE)
            log += bytes(gap) + piece_of(kind, piece)
    return bytes(log)


def piece_of(kind: int, piece: bytes) -> bytes:
    checksum = zlib.crc32(piece, zlib.crc32(bytes([kind])))
    return struct.pack("<IHB", checksum, len(piece), kind) + piece


def cut(record: bytes, place: int) -> list[tuple[int, bytes]]:
    """The pieces of a record, each with how many bytes of the block before it stay empty."""
    pieces, done = [], 0
    while not pieces or done < len(record):
        left = BLOCK - place % BLOCK
        gap = left if left < 7 else 0
        room = (BLOCK if gap else left) - 7
        piece = record[done : done + room]
        pieces.append((gap, piece))
        place += gap + 7 + len(piece)
        done += len(piece)
    return pieces
