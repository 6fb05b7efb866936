"""The digests of a data set's photos: recalled where a file is what it was, read where it is not, and kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.dataset import digests
from core.dataset.content import read_photos, states_of
from core.dataset.digests import SIZE, Digests, state_columns
from core.dataset.locate import Locator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.cancel import CancelToken

_GRAIN = 2_000_000_000
_SAVE_SECONDS = 10.0


class Recall:
    """One go over the photos of a root.

    Args:
        root: of the data set, links resolved.
        paths: of the photos, each once.
        on_progress: told now and then: photos done, in all, bytes of those done.
        cancel: seen between two reads.
        clock: nanoseconds since the epoch.
    """

    def __init__(
        self,
        root: Path,
        paths: Sequence[str],
        on_progress: Callable[[int, int, int], None],
        cancel: CancelToken,
        clock: Callable[[], int],
    ) -> None:
        self._locator = Locator(root)
        self._paths = paths
        self._told = on_progress
        self._cancel = cancel
        self._clock = clock
        self._file = digests.cache_file(str(root))
        self._states = bytearray(len(paths) * SIZE)
        self._digests = bytearray(len(paths) * SIZE)

    def all(self) -> Digests:
        """State and digest of each photo, in the order of the paths.

        Raises:
            DatasetError: a photo is missing, cannot be read, or lies outside the root.
            Cancelled: the token was set; what was read by then is kept for the next time.
        """
        known = digests.load(self._file)
        missing = self._recall(known) if known.paths else range(len(self._paths))
        if missing:
            self._read(missing, known)
        self._told(len(self._paths), len(self._paths), sum(state_columns(self._states)[0]))
        return Digests(self._paths, self._states, self._digests)

    def _recall(self, known: Digests) -> Sequence[int]:
        """Take over what is known of files that have not changed; returns the places of the others."""
        states = states_of(self._paths, self._locator, self._cancel)
        if self._paths == known.paths and (whole := b"".join(states)) == known.states:
            self._states[:] = whole
            self._digests[:] = known.digests
            return ()
        missing = []
        where = dict(zip(known.paths, range(0, len(known.states), SIZE), strict=True))
        for place, (path, state) in enumerate(zip(self._paths, states, strict=True)):
            at = where.get(path)
            if at is not None and known.states[at : at + SIZE] == state:
                self._put(place, state, known.digests[at : at + SIZE])
            else:
                missing.append(place)
        return missing

    def _put(self, place: int, state: bytes, digest: bytes | bytearray) -> None:
        at = place * SIZE
        self._states[at : at + SIZE] = state
        self._digests[at : at + SIZE] = digest

    def _read(self, missing: Sequence[int], known: Digests) -> None:
        """Read the photos, and keep what was worked out now and then and at the end, whatever the end is."""
        paths = self._paths if len(missing) == len(self._paths) else [self._paths[at] for at in missing]
        whole = len(self._paths)
        done, began, saved = 0, self._clock(), time.monotonic()
        size = sum(state_columns(self._states)[0])
        try:
            for some in read_photos(paths, self._locator, self._cancel):
                for place, (state, digest) in zip(missing[done : done + len(some)], some, strict=True):
                    self._put(place, state, digest)
                    size += int.from_bytes(state[:8], "little")
                done += len(some)
                self._told(whole - len(missing) + done, whole, size)
                if time.monotonic() - saved > _SAVE_SECONDS:
                    self._save(missing[:done], known, began)
                    saved = time.monotonic()
        finally:
            if done:
                self._save(missing[:done], known, began)

    def _save(self, read: Sequence[int], known: Digests, began: int) -> None:
        """Keep what is read and recalled; of photos that are not in this data set no more than there are in it."""
        keep = self._old(read, began)
        if not keep:
            return
        ours = set(self._paths) if known.paths else ()
        others = [at for at, path in enumerate(known.paths) if path not in ours][: len(ours)]
        if len(keep) == len(self._paths) and not others:
            digests.save(self._file, Digests(self._paths, self._states, self._digests))
            return
        digests.save(
            self._file,
            Digests(
                [*(self._paths[at] for at in keep), *(known.paths[at] for at in others)],
                _picked(self._states, keep) + _picked(known.states, others),
                _picked(self._digests, keep) + _picked(known.digests, others),
            ),
        )

    def _old(self, read: Sequence[int], began: int) -> list[int]:
        """The places that may be kept: recalled, or read and not changed just before.

        A file that changed so short before it was read could be changed again and keep its times.
        """
        fresh = bytearray(len(self._paths))
        for place in read:
            fresh[place] = 1
        _, modified, changed = state_columns(self._states)
        limit = began - _GRAIN
        return [
            place
            for place, (is_fresh, last, at) in enumerate(zip(fresh, modified, changed, strict=True))
            if at and (not is_fresh or (at <= limit and abs(began - last) >= _GRAIN))
        ]


def _picked(column: bytes | bytearray, places: Sequence[int]) -> bytes:
    return b"".join([bytes(column[at * SIZE : at * SIZE + SIZE]) for at in places])
