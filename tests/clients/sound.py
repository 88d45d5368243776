"""How long a sound is, read from the files themselves and by none of the engines' own code."""

from __future__ import annotations

import io
import struct
import wave

AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
MPEG_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
# Of layer III, in kbit/s, by index.
MPEG_1_BITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MPEG_2_BITS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def seconds(kind: str, data: bytes) -> float:
    """Raises where the file is not, from its first byte to its last, what `kind` says."""
    return {"wav": _wav, "pcm": _pcm, "flac": _flac, "aac": _aac, "mp3": _mp3, "opus": _opus}[kind](data)


def _wav(data: bytes) -> float:
    """Of a whole file, or of one whose header was sent before its length was known."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        frames = file.getnframes()
        known = struct.unpack_from("<I", data, 4)[0] not in (0xFFFFFFFF, 0x7FFFFFFF)
        if known:
            assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8, "the RIFF size is the file's"
            assert len(file.readframes(frames)) == 2 * frames, "all that the header promises"
        else:
            frames = (len(data) - 44) // 2
        return frames / file.getframerate()


def _pcm(data: bytes) -> float:
    assert len(data) % 2 == 0, "16 bits each"
    return len(data) / 2 / 24000


def _flac(data: bytes) -> float:
    assert data[:4] == b"fLaC" and data[4] & 0x7F == 0, "STREAMINFO comes first"
    packed = int.from_bytes(data[18:26], "big")
    rate, total = packed >> 44, packed & ((1 << 36) - 1)
    assert total or b"\xff\xf8" in data, "0 is for an unknown length, and there are frames"
    return total / rate


def _aac(data: bytes) -> float:
    at = total = rate = 0
    while at < len(data):
        assert data[at] == 0xFF and data[at + 1] & 0xF6 == 0xF0, f"an ADTS header at {at}"
        rate = AAC_RATES[(data[at + 2] >> 2) & 0xF]
        length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        assert length > 7
        at += length
        total += 1024 * ((data[at - length + 6] & 3) + 1)
    assert at == len(data), "the last frame is whole"
    return total / rate


def _mp3(data: bytes) -> float:
    at = total = rate = 0
    while at < len(data):
        assert data[at] == 0xFF and data[at + 1] & 0xE6 == 0xE2, f"a layer III header at {at} of {len(data)}"
        version, bits, index = (data[at + 1] >> 3) & 3, data[at + 2] >> 4, (data[at + 2] >> 2) & 3
        rate = MPEG_RATES[version][index]
        samples = 1152 if version == 3 else 576
        kilobits = (MPEG_1_BITS if version == 3 else MPEG_2_BITS)[bits]
        at += samples // 8 * kilobits * 1000 // rate + (data[at + 2] >> 1 & 1)
        total += samples
    assert at == len(data), "the last frame is whole"
    return total / rate


def _opus(data: bytes) -> float:
    at, pages, granule, last = 0, [], 0, False
    while at < len(data):
        assert data[at:at + 4] == b"OggS" and not last, f"an Ogg page at {at}"
        flags, granule, number = data[at + 5], *struct.unpack_from("<q", data, at + 6), *struct.unpack_from("<I", data, at + 18)
        assert number == len(pages), "pages are numbered"
        segments = data[at + 27:at + 27 + data[at + 26]]
        pages.append(data[at + 27 + len(segments):][:sum(segments)])
        last = bool(flags & 4)
        at += 27 + len(segments) + sum(segments)
    assert at == len(data) and last, "the last page is whole and says that it is the last"
    assert pages[0][:8] == b"OpusHead" and pages[1][:8] == b"OpusTags"
    return (granule - struct.unpack_from("<H", pages[0], 10)[0]) / 48000
