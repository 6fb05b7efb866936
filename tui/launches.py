"""The launches that are under way in this program: started, gone on with, cancelled, left to go on later."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from core import interrupted
from core.cancel import CancelToken
from core.errors import Cancelled, EngineUnreachable, RunBookError, TrainscopeError
from tui.background import sentence, start
from tui.job_facts import transform_of
from tui.launchthreads import launch_job, resume_launch
from tui.messages import LaunchConfirmed, Launched, LaunchSeen
from tui.transformthreads import start_transform
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Thread

    from core.engine.base import LaunchProgress, Review
    from core.launch import Draft
    from core.runs import Record
    from tui.screens.cockpit import Cockpit
    from tui.services import Services
    from tui.transformmessages import AgreedTransform

    LaunchMessage = LaunchConfirmed | LaunchSeen | Launched


_LAST_SECONDS = 2.0
"""That a launch has to put things in order when the program ends; it may as well be killed."""


@dataclass
class UnderWay:
    """A launch that has not ended."""

    resumes: bool
    cancel: CancelToken = field(default_factory=CancelToken)
    thread: Thread | None = None
    progress: LaunchProgress | None = None
    shown: bool = False


class Launches:
    """Runs launches beside the screen and says how they end."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self._under_way: dict[str, UnderWay] = {}

    @property
    def to_be_left(self) -> list[str]:
        """The names of launches that would be gone on with at the next start, if the program ended now."""
        return [name for name, launch in self._under_way.items() if launch.resumes]

    def start(self, draft: Draft, reviewed: Review | None = None) -> None:
        """Launch a draft.

        Args:
            draft: what to launch.
            reviewed: what the user has seen of it; None: the engine reviews it first.
        """
        name, post = draft.spec.name, self._cockpit.post_message
        body = partial(launch_job, self._services, draft, reviewed, post)
        self.run(name, body, resumes=self._services.engine.capabilities.resumes)

    def start_transform(self, agreed: AgreedTransform) -> None:
        """Start a batch transform as it was reviewed."""
        body = partial(start_transform, self._services, agreed, self._cockpit.post_message)
        self.run(agreed.name, body, resumes=agreed.engine.capabilities.resumes)

    def run(self, name: str, body: Callable[[CancelToken], None], *, resumes: bool) -> None:
        """Start something beside the screen that is cancelled, left for later and waited for as a launch is.

        Args:
            name: what it is asked for by, and called before the program ends.
            body: of its thread; gets what cancels it.
            resumes: whether the next start of the program would go on with it.
        """
        launch = self._under_way[name] = UnderWay(resumes)
        launch.thread = start(self._cockpit, partial(body, launch.cancel), name=f"start {name}")

    def end(self, name: str) -> UnderWay | None:
        """What was run under that name has ended; returns it."""
        return self._under_way.pop(name, None)

    def go_on(self) -> None:
        """Go on with what an earlier start left unfinished, and say so; under read-only it is only said.

        Raises:
            RunBookError: the run book cannot be read.
        """
        now = self._cockpit.now
        for record in interrupted.interrupted(self._services.book, now):
            goes_on = "" if self._services.read_only else " It goes on."
            text = f"{interrupted.words(record, now)}.{goes_on}"
            self._cockpit.notify(f"{text[:1].upper()}{text[1:]}", title="Launch", timeout=15, markup=False)
            if not self._services.read_only:
                self.resume(record)

    def resume(self, record: Record) -> None:
        """Go on with a launch that was interrupted."""
        if record.key.name in self._under_way:
            return
        body = partial(resume_launch, self._services, record, self._cockpit.post_message)
        self.run(record.key.name, body, resumes=True)

    def can_resume(self, record: Record) -> bool:
        """Whether looking at the job means to go on with its launch."""
        if self._services.read_only or not interrupted.goes_on(record, self._cockpit.now):
            return False
        try:
            return not self._services.book.is_launching(record.id)
        except RunBookError:  # whoever reads the job's course from the book tells of it
            return False

    def progress_of(self, name: str) -> UnderWay | None:
        """The launch of that name; None if none is under way here."""
        return self._under_way.get(name)

    def ask_to_cancel(self, name: str) -> None:
        """Ask, then give up the launch of that name, unless its job exists by then."""
        question = "Cancel the launch? What was sent already stays there."
        self._prompt.ask(question, f"{name} is not launched then.", partial(self.cancel, name))

    def ask_to_leave(self) -> bool:
        """Ask before leaving while something is launched that would be gone on with; False if nothing is."""
        names = self.to_be_left
        if not names or self._prompt.is_open:
            return False
        question = "Leave? The launch goes on when trainscope starts again."
        self._prompt.ask(question, ", ".join(names), self._cockpit.app.exit)
        return True

    @property
    def _prompt(self) -> StopPrompt:
        return self._cockpit.query_one(StopPrompt)

    def cancel(self, name: str) -> None:
        """Give up what was run under that name, unless it is over by then."""
        if name in self._under_way:
            self._under_way[name].cancel.cancel()

    def leave(self) -> None:
        """The program ends: launches that the next start goes on with stay as they are, the others are seen through."""
        for launch in self._under_way.values():
            if launch.resumes:
                launch.cancel.cancel(later=True)
            if launch.thread is not None:
                launch.thread.join(_LAST_SECONDS if launch.resumes else None)

    def heard(self, event: LaunchMessage) -> None:
        """One was agreed to, has got on, or has ended."""
        match event:
            case LaunchConfirmed():
                self.start(event.draft, event.review)
            case LaunchSeen():
                self._seen(event)
            case Launched():
                if self._ended(event) and self._cockpit.has_class("-one"):
                    asks = event.record is not None and transform_of(event.record) is not None
                    self._cockpit.action_pane("job" if asks else "chart")

    def _seen(self, event: LaunchSeen) -> None:
        """Show how far it is: on the first word of it, and then while nothing else is shown."""
        launch = self._under_way.get(event.name)
        if launch is None:
            return
        launch.progress = event.progress
        watching = self._cockpit.watching
        if event.record is not None and (not launch.shown or watching.shows(event.record)):
            launch.shown = True
            watching.show_launch(event.record, event.progress, resumes=launch.resumes)

    def _ended(self, event: Launched) -> bool:
        """Show the job, or say why there is none; returns whether the job was attached to."""
        launch = self.end(event.name)
        watching = self._cockpit.watching
        if event.note:
            self._cockpit.notify(event.note, title=event.name, severity="warning", timeout=15, markup=False)
        if event.record is not None:
            if launch is None or not launch.shown or watching.shows(event.record):
                watching.attach(event.record)
                return True
            self._cockpit.notify(f"{event.name} is launched.", markup=False)
        elif event.error is not None:
            watching.launch_ended(event.name, self._note(event.error, launch))
            self._say(event.name, event.error)
        return False

    def _note(self, error: TrainscopeError, launch: UnderWay | None) -> str:
        if not isinstance(error, EngineUnreachable) or launch is None or not launch.resumes:
            return ""
        key = self._services.first_key("jobs.open")
        return f"The launch is not finished. Choose the job in the list ({key}) to go on with it."

    def _say(self, name: str, error: TrainscopeError) -> None:
        if isinstance(error, Cancelled):
            stays = error.fix or "what was sent already stays and is not sent again"
            cancelled = Cancelled(f"The launch of {name} was cancelled", fix=stays)
            self._cockpit.notify(sentence(cancelled), timeout=20 if error.fix else 10, markup=False)
        else:
            self._cockpit.notify(
                sentence(error), title="Not launched", severity="error", timeout=20, markup=False
            )
