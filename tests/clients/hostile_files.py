"""Recordings that lie, made without any library of sound."""

from __future__ import annotations

import random
import struct


def wav(samples: bytes = b"\0" * 3200, *, format: int = 1, channels: int = 1, rate: int = 16000, bits: int = 16,
        align: int | None = None, claimed: int | None = None, fmt_size: int = 16) -> bytes:
    align = channels * bits // 8 if align is None else align
    head = struct.pack("<HHIIHH", format, channels, rate, (rate * align) & 0xFFFFFFFF, align & 0xFFFF, bits)
    claimed = len(samples) if claimed is None else claimed
    body = b"WAVEfmt " + struct.pack("<I", fmt_size) + head + b"data" + struct.pack("<I", claimed) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def hostile_wavs() -> dict[str, bytes]:
    return {
        "no channels": wav(channels=0),
        "65535 channels": wav(channels=65535),
        "no rate": wav(rate=0),
        "the highest rate": wav(rate=0xFFFFFFFF),
        "no bits": wav(bits=0),
        "65535 bits": wav(bits=65535),
        "an align of 0": wav(align=0),
        "a claim of 4 GB": wav(claimed=0xFFFFFFFF),
        "a claim of 2 GB": wav(claimed=0x7FFFFFFE),
        "half a sample": wav(b"\1"),
        "no samples": wav(b""),
        "a format chunk of 4 GB": wav(fmt_size=0xFFFFFFFF),
        "a format chunk of 1": wav(fmt_size=1),
        "an unknown format": wav(format=0x4242),
        "floats that are none": wav(struct.pack("<4f", float("nan"), float("inf"), -float("inf"), 1e38) * 400,
                                    format=3, bits=32),
        "ADPCM without its header": wav(format=2, bits=4),
        "chunks without end": b"RIFF\xff\xff\xff\x7fWAVE" + b"LIST\0\0\0\0" * 50000,
        "nothing but a name": b"RIFF",
        "RIFX": b"RIFX" + wav()[4:],
    }


def crc(data: bytes, polynomial: int, bits: int) -> int:
    value, top, mask = 0, 1 << (bits - 1), (1 << bits) - 1
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = ((value << 1) ^ polynomial if value & top else value << 1) & mask
    return value


def flac_number(value: int) -> bytes:
    """As UTF-8 writes a character, which FLAC borrows."""
    return chr(value).encode("utf-8", "surrogatepass")


def flac_bomb(frames: int, rate: int = 192000) -> bytes:
    """Frames of 65535 samples of silence, in some 15 bytes each."""
    packed = (rate << 44) | (0 << 41) | (15 << 36) | frames * 65535
    streaminfo = struct.pack(">HH", 65535, 65535) + b"\0" * 6 + packed.to_bytes(8, "big") + b"\0" * 16
    parts = [b"fLaC\x80" + len(streaminfo).to_bytes(3, "big") + streaminfo]
    for number in range(frames):
        head = b"\xff\xf8\x70\x08" + flac_number(number) + struct.pack(">H", 65534)
        head += bytes([crc(head, 0x07, 8)])
        frame = head + b"\x00\x00\x00"  # one constant
        parts.append(frame + crc(frame, 0x8005, 16).to_bytes(2, "big"))
    return b"".join(parts)


def damaged(file: bytes, seed: int) -> bytes:
    """The file with some bytes changed, or cut off, or doubled; always the same of one seed."""
    chance = random.Random(seed)
    bytes_ = bytearray(file)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(min(len(bytes_), chance.choice((64, 4096, len(bytes_)))))
        bytes_[at] = chance.choice((0, 0xFF, 0x7F, 0x80, chance.randrange(256)))
    kind = chance.randrange(4)
    if kind == 0:
        del bytes_[chance.randrange(1, len(bytes_)):]
    if kind == 1:
        at = chance.randrange(len(bytes_))
        bytes_[at:at] = bytes_[: chance.randrange(2048)]
    return bytes(bytes_)
