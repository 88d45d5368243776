"""Readers of SRT and WebVTT that allow nothing but what the formats say."""

from __future__ import annotations

import re

SRT_TIMES = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d),(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d),(\d{3})")
VTT_TIMES = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3}) --> (?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")


def read_srt(text: str) -> list[tuple[float, float, str]]:
    cues = []
    for number, block in enumerate(_blocks(text), 1):
        count, times, *lines = block.split("\n")
        assert count == str(number), f"cue {number} is numbered {count!r}"
        cues.append(_cue(SRT_TIMES, times, lines))
    return _checked(cues)


def read_vtt(text: str) -> list[tuple[float, float, str]]:
    head, blank, rest = text.partition("\n\n")
    assert head == "WEBVTT" and blank, f"the file begins with {head!r}"
    cues = []
    for block in _blocks(rest):
        times, *lines = block.split("\n")
        assert not re.search(r"[<]|&(?!amp;|lt;|gt;|nbsp;|lrm;|rlm;)", "".join(lines)), f"markup in {lines}"
        cues.append(_cue(VTT_TIMES, times, lines))
    return _checked(cues)


def _blocks(text: str) -> list[str]:
    assert "\r" not in text and "\ufeff" not in text
    assert not text or (text.endswith("\n\n") and not text.endswith("\n\n\n")), "a blank line ends each cue"
    return text[:-2].split("\n\n") if text else []


def _cue(pattern: re.Pattern, times: str, lines: list[str]) -> tuple[float, float, str]:
    match = pattern.fullmatch(times)
    assert match, f"no times: {times!r}"
    parts = [int(part or 0) for part in match.groups()]
    start, end = (h * 3600 + m * 60 + s + ms / 1000 for h, m, s, ms in (parts[:4], parts[4:]))
    assert lines and all(line.strip() for line in lines), "a cue has a text, and no blank line in it"
    assert not any("-->" in line for line in lines), "an arrow in the text"
    return start, end, "\n".join(lines)


def _checked(cues: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    assert all(start < end for start, end, _ in cues), f"each cue lasts: {cues}"
    assert all(before[1] <= after[0] for before, after in zip(cues, cues[1:])), f"no two at once: {cues}"
    return cues
