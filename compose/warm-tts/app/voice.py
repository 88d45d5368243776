"""The model: slow to load, so it is loaded once. An edit of load() or Voice loads it anew."""

import array
import math
import time

RATE = 24000
OVERTONES = (1.0, 0.5, 0.3, 0.15)


class Voice:
    """A table of one second of a 1 Hz wave, that is read faster to sound higher."""

    def __init__(self, table: array.array) -> None:
        self._table = table

    def note(self, pitch: int, seconds: float) -> list[float]:
        count = int(seconds * RATE)
        fade = RATE // 200
        return [self._table[at * pitch % RATE] * min(1.0, at / fade, (count - at) / fade)
                for at in range(count)]


def load(seconds: float) -> Voice:
    print(f"loading the voice takes {seconds:g} s", flush=True)
    time.sleep(seconds)  # a real one reads gigabytes of weights meanwhile
    return Voice(array.array("d", (
        sum(loud * math.sin(2 * math.pi * (place + 1) * at / RATE)
            for place, loud in enumerate(OVERTONES)) / sum(OVERTONES)
        for at in range(RATE))))
