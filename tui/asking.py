"""Photos that an endpoint is asked about: what a typed path names, and the answers about it. Run beside the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from core.predict.listroot import list_root
from core.predict.pathcompletion import LIST_ENDING, complete
from core.predict.training import squeezes
from core.predict.verdict import sight
from core.text import clean
from tui.askmessages import Completed, PlaceSeen
from tui.background import sentence
from tui.widgets.paths_draw import home_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken
    from core.engine.hosting import HostingEngine
    from core.errors import EngineUnreachable
    from core.finding import Finding
    from core.picture import Sight
    from core.predict.endpoint import Target
    from core.predict.question import Answer
    from core.predict.questions import Asked
    from core.predict.verdict import ModelFacts
    from tui.background import Post


class Place(NamedTuple):
    """Photos that somebody named.

    Args:
        path: absolute.
        kind: what it is.
        root: of a list, where its paths begin.
        missing: of a list, whether none of its first photos is there.
    """

    path: Path
    kind: Literal["photo", "folder", "list"]
    root: Path | None = None
    missing: bool = False


def complete_path(typed: str, base: Path, post: Post, cancel: CancelToken, *, folders_only: bool) -> None:
    """Post how the text can go on.

    Args:
        typed: the text.
        base: what relative paths begin in.
        post: a thread-safe `post_message`.
        cancel: ends it.
        folders_only: whether files are no candidates.
    """
    post(Completed(typed, complete(typed, base, cancel, folders_only=folders_only)))


def look_at(path: Path, roots: Sequence[Path], look: int, post: Post) -> None:
    """Post what a path names; of a list, which of these folders its paths begin in, or its own.

    Args:
        path: absolute.
        roots: the likeliest first.
        look: given back in the message.
        post: a thread-safe `post_message`.
    """
    shown = home_path(path)
    try:
        if path.is_dir():
            place = Place(path, "folder")
        elif not path.exists():
            post(PlaceSeen(look, None, f"There is nothing at {shown}."))
            return
        elif path.name.lower().endswith(LIST_ENDING):
            place = Place(path, "list", *list_root(path, [*roots, path.parent]))
        else:
            place = Place(path, "photo")
    except OSError as error:
        post(PlaceSeen(look, None, f"{shown} cannot be looked at: {error.strerror or error}."))
        return
    post(PlaceSeen(look, place))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An `AnswerSource`: photos that an endpoint is asked about.

    Args:
        engine: of the endpoint.
        target: the endpoint.
        place: the photos.
        trained_key: the key that has photos cut as in training, for words about it.
        sight: cut photos so before they are sent; None: send all of each.
    """

    engine: HostingEngine
    target: Target
    place: Place
    trained_key: str
    sight: Sight | None = None

    @property
    def model(self) -> ModelFacts:
        """The model behind the endpoint."""
        return self.target.model

    @property
    def title(self) -> Sequence[str]:
        """The photos, where a list of them begins, and the endpoint."""
        begin = () if self.place.root is None else (f"paths begin in {home_path(self.place.root)}",)
        return (home_path(self.place.path), *begin, clean(self.target.name))

    @property
    def cuts(self) -> bool:
        """Whether cutting makes a difference."""
        return squeezes(self.model.engine)

    @property
    def asks(self) -> bool:
        """The endpoint is."""
        return True

    def answers(
        self,
        on_questions: Callable[[int, Sequence[Finding]], object],
        on_trouble: Callable[[str], object],
        cancel: CancelToken,
    ) -> Iterator[Answer]:
        """The endpoint's answers, several asked for at once."""
        from core.predict.many import ask
        from core.predict.question import Asking

        def told(error: EngineUnreachable | None) -> None:
            on_trouble("" if error is None else sentence(error))

        asked = self._asked(cancel)
        on_questions(len(asked.questions), asked.findings)
        target = self.target
        asking = Asking(target.name, target.most_bytes, target.several, self.sight)
        yield from ask(self.engine, asking, asked.questions, cancel, told)

    def cut_otherwise(self) -> Inquiry:
        """The same photos, cut as training does or whole."""
        return replace(self, sight=sight(self.model, self.trained_key) if self.sight is None else None)

    def _asked(self, cancel: CancelToken) -> Asked:
        from core.predict import questions

        path, kind, root, _ = self.place
        classes, several = self.target.classes, self.target.several
        if kind == "list" and root is not None:
            return questions.of_list(path, root, classes, several=several, cancel=cancel)
        if kind == "folder":
            return questions.of_folder(path, classes, several=several, cancel=cancel)
        return questions.of_paths([str(path)], classes, several=several, cancel=cancel)
