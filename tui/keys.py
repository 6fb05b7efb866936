"""The one table of keys.

Bindings, the key bar, the help screen, the palette and docs/keys.md are all made from it. Every key has an
id, which is what `ui.keys` in the configuration remaps. Keys are letters, digits, arrows and the like: none
that tmux (ctrl+b), screen (ctrl+a), flow control (ctrl+s) or SSH (~) would swallow, and none that terminals fail
to send (ctrl+enter). ctrl+q, which flow control takes on some terminals, is only a second key beside q.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Where = Literal[
    "everywhere",
    "cockpit",
    "replay",
    "dataset",
    "form",
    "chart",
    "job",
    "log",
    "parsed",
    "field",
    "question",
    "jobs",
    "compare",
    "notify",
    "help",
    "review",
    "endpoints",
    "deploy",
    "transform",
    "sweepreview",
    "sweeps",
    "sweep",
    "overview",
    "photos",
    "page",
    "rows",
    "path",
    "answers",
]

TITLES: Mapping[Where, str] = {
    "cockpit": "In the cockpit",
    "everywhere": "Everywhere",
    "replay": "While a recorded run is played",
    "dataset": "Dataset pane",
    "form": "Hyperparameters pane",
    "chart": "Chart pane",
    "job": "Job pane",
    "log": "Log pane",
    "parsed": "What was parsed of the log",
    "field": "Field that is typed into",
    "question": "Question in the bottom line",
    "jobs": "List of jobs",
    "compare": "Comparison of runs",
    "notify": "Notifications",
    "help": "Page of keys",
    "review": "Launch review",
    "endpoints": "List of endpoints",
    "deploy": "Deployment review",
    "transform": "Batch transform review",
    "sweepreview": "Sweep review",
    "sweeps": "List of sweeps",
    "sweep": "Page of a sweep",
    "overview": "Page of the data set",
    "photos": "Photos",
    "page": "Pages (help, notifications, data set, photos, jobs, comparison, endpoints, sweeps, reviews)",
    "rows": "Text of a page",
    "path": "Path of photos that a model is asked about",
    "answers": "Answers of a model",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table.

    Args:
        id: stable name, for `ui.keys`.
        keys: default keys, comma separated, in Textual's names.
        action: the action it runs, looked up on the widget, screen or app it belongs to.
        label: one or two words, for the key bar and the palette.
        help: what it does, one sentence without a full stop.
        where: what must have the focus, or be open.
        bar: whether the key bar shows it.
        writes: whether `--read-only` takes it away.
    """

    id: str
    keys: str
    action: str
    label: str
    help: str
    where: Where
    bar: bool = False
    writes: bool = False


# fmt: off
KEYS: tuple[Key, ...] = (
    Key("job.launch", "l", "launch", "launch", "Review, then launch a job", "cockpit", bar=True, writes=True),
    Key("job.stop", "s", "stop", "stop", "Stop the job that is shown", "cockpit", bar=True, writes=True),
    Key("job.relaunch", "R", "relaunch", "relaunch", "Review a job with the same values", "cockpit", writes=True),
    Key("job.link", "o", "copy_link(0)", "copy link", "Copy the address of the job's page in the console", "cockpit"),
    Key("job.log_link", "O", "copy_link(1)", "log link", "Copy the address of the job's log in the console", "cockpit"),
    Key("jobs.open", "j", "jobs", "jobs", "List all jobs: attach to one, clone or compare some", "cockpit", bar=True),
    Key("job.deploy", "d", "deploy", "deploy", "Review, then deploy the job's model", "cockpit", bar=True, writes=True),
    Key("job.transform", "B", "transform", "batch", "Ask the job's model about many photos", "cockpit", writes=True),
    Key("sweep.open", "L", "sweep", "sweep", "Review, then start jobs over ranges", "cockpit", bar=True, writes=True),
    Key("sweeps.open", "J", "sweeps", "sweeps", "List the sweeps: table, curves and best job of each", "cockpit"),
    Key("endpoints.open", "e", "endpoints", "endpoints", "List the endpoints and what they cost", "cockpit", bar=True),
    Key("ask.open", "p", "ask", "ask", "Ask an endpoint about photos", "cockpit", bar=True),
    Key("log.search", "slash", "search", "search", "Search the log", "cockpit", bar=True),
    Key("log.next", "n", "next_match", "next", "Go to the next match in the log", "cockpit"),
    Key("log.previous", "N", "previous_match", "previous", "Go to the previous match in the log", "cockpit"),
    Key("log.filter", "f", "filter", "filter", "Show only log lines that match a regular expression", "cockpit"),
    Key("pane.zoom", "z", "zoom", "full screen", "Give the focused pane the full screen, or not", "cockpit", bar=True),
    Key("pane.dataset", "1", "pane('dataset')", "dataset", "Go to the data set", "cockpit"),
    Key("pane.form", "2", "pane('form')", "hyperparameters", "Go to the hyperparameters", "cockpit"),
    Key("pane.chart", "3", "pane('chart')", "chart", "Go to the chart", "cockpit"),
    Key("pane.job", "4", "pane('job')", "job", "Go to the job", "cockpit"),
    Key("pane.log", "5", "pane('log')", "log", "Go to the log", "cockpit"),
    Key("pane.next", "tab", "next_pane(1)", "next pane", "Go to the next pane", "cockpit"),
    Key("pane.previous", "shift+tab", "next_pane(-1)", "previous pane", "Go to the previous pane", "cockpit"),
    Key("form.more", "m", "more", "all values", "Show all hyperparameters, or only the four in front", "cockpit"),
    Key("copy", "c", "copy", "copy", "Copy what the focused pane shows: name, line, points or path", "cockpit"),
    Key("dataset.reload", "r", "reload", "reload", "Read the data set again and check every photo", "cockpit"),
    Key("replay.pause", "P", "replay_pause", "pause", "Let the recording stand still, or go on", "replay", bar=True),
    Key("replay.back", "less_than_sign", "replay_go(-0.05)", "back", "Back by a twentieth of it", "replay", bar=True),
    Key("replay.on", "greater_than_sign", "replay_go(0.05)", "on", "On by a twentieth of it", "replay", bar=True),
    Key("replay.begin", "left_parenthesis", "replay_go(-1)", "begin", "Play it from its begin", "replay"),
    Key("replay.end", "right_parenthesis", "replay_go(1)", "end", "Go to its end", "replay"),
    Key("dataset.open", "enter", "open", "details", "Look at classes, sizes, findings and photos", "dataset", bar=True),
    Key("form.up", "up", "move(-1)", "up", "Go to the row above", "form"),
    Key("form.down", "down", "move(1)", "down", "Go to the row below", "form"),
    Key("form.page_up", "pageup", "move(-10)", "page up", "Go ten rows up", "form"),
    Key("form.page_down", "pagedown", "move(10)", "page down", "Go ten rows down", "form"),
    Key("form.top", "home,g", "move(-999)", "top", "Go to the first row", "form"),
    Key("form.end", "end,G", "move(999)", "end", "Go to the last row", "form"),
    Key("form.edit", "enter", "edit", "edit", "Edit the value: enter keeps it, esc doesn't", "form", bar=True),
    Key("form.cycle", "right,space", "cycle(1)", "next value", "Take the next of the allowed values", "form", bar=True),
    Key("form.cycle_back", "left", "cycle(-1)", "value before", "Take the one before of the allowed values", "form"),
    Key("form.reset", "backspace,delete", "reset", "default", "Set the value back to its default", "form", bar=True),
    Key("form.range", "v", "range", "range", "Give a range of values that a sweep tries", "form", bar=True),
    Key("chart.cross", "x", "view('cross')", "crosshair", "Read points: crosshair on, or off", "chart", bar=True),
    Key("chart.smooth", "w", "view('smooth')", "smooth", "Smooth the curve: 0.3, 0.6, 0.9, not", "chart", bar=True),
    Key("chart.closer", "plus,equals_sign", "view('zoom', 1)", "zoom in", "Zoom in to half", "chart", bar=True),
    Key("chart.wider", "minus", "view('zoom', -1)", "zoom out", "Zoom out to twice as much", "chart"),
    Key("chart.whole", "0", "view('whole')", "whole", "Show the whole chart again", "chart", bar=True),
    Key("chart.metric", "v", "view('next_metric', 1)", "metric", "Show the next metric, or host", "chart", bar=True),
    Key("chart.metric_before", "V", "view('next_metric', -1)", "metric before", "Show the one before", "chart"),
    Key("chart.log", "y", "view('log')", "log axis", "Make the y axis logarithmic, or linear again", "chart", bar=True),
    Key("chart.axis", "a", "view('next_axis')", "axis", "Draw by epoch, step or time of day", "chart", bar=True),
    Key("chart.level", "h", "level", "threshold", "Draw a level line at a value", "chart", bar=True),
    Key("chart.line", "enter", "line", "log line", "Go to the log line of the point under it", "chart", bar=True),
    Key("chart.left", "left", "view('move', -1)", "left", "Crosshair to the point before, or the view left", "chart"),
    Key("chart.right", "right", "view('move', 1)", "right", "Crosshair to the next point, or the view right", "chart"),
    Key("chart.first", "home,g", "view('move', -99999)", "first", "Go to the first point", "chart"),
    Key("chart.last", "end,G", "view('move', 99999)", "last", "Go to the last point", "chart"),
    Key("chart.uncross", "escape", "view('uncross')", "drop", "Take the crosshair away", "chart"),
    Key("job.up", "up", "scroll_up", "up", "Scroll up", "job"),
    Key("job.down", "down", "scroll_down", "down", "Scroll down", "job"),
    Key("log.up", "up", "move(-1)", "up", "Go to the line above", "log"),
    Key("log.down", "down", "move(1)", "down", "Go to the line below", "log"),
    Key("log.page_up", "pageup,b", "page(-1)", "page up", "Go up by a page", "log"),
    Key("log.page_down", "pagedown,space", "page(1)", "page down", "Go down by a page", "log"),
    Key("log.left", "left", "sideways(-1)", "left", "Scroll to the left", "log"),
    Key("log.right", "right", "sideways(1)", "right", "Scroll to the right, where lines are longer", "log"),
    Key("log.follow", "end,G", "follow", "follow", "Go to the end and follow new lines", "log", bar=True),
    Key("log.top", "home,g", "top", "top", "Go to the first line", "log"),
    Key("log.point", "x", "screen.to_point", "point", "Go to the point of the chart that this line made", "log"),
    Key("log.time", "a", "time", "time", "Go to a time: 15m before the end, 14:20, head", "log", bar=True),
    Key("log.invert", "exclamation_mark", "invert", "invert", "Show the lines that the filter hides", "log"),
    Key("log.wrap", "w", "wrap", "wrap", "Show long lines whole, or cut again", "log", bar=True),
    Key("log.stamps", "T", "stamps", "times", "Show times to the second, with the date, not at all", "log"),
    Key("log.mark", "M", "mark", "mark", "Mark the line, or no longer", "log", bar=True),
    Key("log.next_mark", "u", "next_mark(1)", "next mark", "Go to the next marked line", "log"),
    Key("log.previous_mark", "U", "next_mark(-1)", "mark before", "Go to the marked line before", "log"),
    Key("log.copy_seen", "C", "copy_seen", "copy screen", "Copy the lines that are on the screen", "log"),
    Key("log.parsed", "i", "screen.log_parsed", "parsed", "Show what was parsed of the log, and what was not", "log"),
    Key("log.save", "S", "screen.log_save", "save", "Save the lines that are shown to a file", "log", writes=True),
    Key("log.pager", "v", "screen.log_pager", "pager", "Open the lines that are shown in $PAGER", "log"),
    Key("log.clear", "escape", "clear", "drop", "Drop the filter and the search", "log"),
    Key("parsed.up", "up", "move(-1)", "up", "Go to the line above", "parsed"),
    Key("parsed.down", "down", "move(1)", "down", "Go to the line below", "parsed"),
    Key("parsed.page_up", "pageup,b", "page(-1)", "page up", "Go up by a page", "parsed"),
    Key("parsed.page_down", "pagedown,space", "page(1)", "page down", "Go down by a page", "parsed"),
    Key("parsed.top", "home,g", "end(0)", "top", "Go to the start", "parsed"),
    Key("parsed.end", "end,G", "end(1)", "end", "Go to the end", "parsed"),
    Key("parsed.open", "enter", "screen.open", "to the line", "Go to this line in the log", "parsed", bar=True),
    Key("field.keep", "enter", "submit", "keep", "Keep what is typed", "field", bar=True),
    Key("field.leave", "escape", "leave", "leave", "Leave it as it was", "field", bar=True),
    Key("question.yes", "y", "answer(True)", "yes", "Do it", "question", bar=True),
    Key("question.no", "n,escape,q", "answer(False)", "no", "Leave things as they are", "question", bar=True),
    Key("jobs.up", "up", "move(-1)", "up", "Go to the job above", "jobs"),
    Key("jobs.down", "down", "move(1)", "down", "Go to the job below", "jobs"),
    Key("jobs.page_up", "pageup", "move(-10)", "page up", "Go ten jobs up", "jobs"),
    Key("jobs.page_down", "pagedown", "move(10)", "page down", "Go ten jobs down", "jobs"),
    Key("jobs.top", "home,g", "move(-9999)", "top", "Go to the newest job", "jobs"),
    Key("jobs.end", "end,G", "move(9999)", "end", "Go to the oldest job", "jobs"),
    Key("jobs.attach", "enter", "do('attach')", "attach", "Show this job in the cockpit", "jobs", bar=True),
    Key("jobs.filter", "slash", "filter", "search", "Search: name, failed, optimizer=adam, best>0.7", "jobs", bar=True),
    Key("jobs.mark", "space,m", "mark", "mark", "Mark this run for a comparison, or no longer", "jobs", bar=True),
    Key("jobs.compare", "v", "compare", "compare", "Compare the marked runs", "jobs", bar=True),
    Key("jobs.unmark", "M", "unmark", "unmark", "Mark none", "jobs"),
    Key("jobs.status", "f", "status(1)", "status", "Show only jobs of one status; then the next", "jobs", bar=True),
    Key("jobs.clear", "F", "clear", "all", "Show the jobs of every name and status", "jobs"),
    Key("jobs.drop", "escape", "drop", "all", "Drop the search and the status; without one, go back", "jobs"),
    Key("jobs.clone", "c", "do('clone')", "clone", "Take this job's hyperparameters into the form", "jobs", bar=True),
    Key("jobs.relaunch", "R", "do('relaunch')", "again", "Review a job like it", "jobs", bar=True, writes=True),
    Key("jobs.stop", "s", "stop", "stop", "Stop this job", "jobs", bar=True, writes=True),
    Key("jobs.deploy", "d", "do('deploy')", "deploy", "Review, then deploy its model", "jobs", bar=True, writes=True),
    Key("jobs.transform", "B", "do('transform')", "batch", "Ask its model about many photos", "jobs", writes=True),
    Key("jobs.answers", "p", "answers", "answers", "Show the answers of a batch transform", "jobs", bar=True),
    Key("compare.part", "tab,z", "part", "curves/table", "Curves and table, or one alone", "compare", bar=True),
    Key("compare.metric", "v", "metric(1)", "metric", "Draw the next metric", "compare", bar=True),
    Key("compare.metric_before", "V", "metric(-1)", "metric before", "Draw the metric before", "compare"),
    Key("compare.smooth", "w", "view('smoother')", "smooth", "Smooth them: 0.3, 0.6, 0.9, not", "compare", bar=True),
    Key("compare.closer", "plus,equals_sign", "view('zoomed', 1)", "zoom in", "Zoom in to half", "compare", bar=True),
    Key("compare.wider", "minus", "view('zoomed', -1)", "zoom out", "Zoom out to twice as much", "compare"),
    Key("compare.whole", "0", "view('whole')", "whole", "Show the whole curves again", "compare"),
    Key("compare.left", "left", "left", "left", "The view left, or back where all is in it", "compare"),
    Key("compare.right", "right", "view('panned', 1)", "right", "The view right", "compare"),
    Key("compare.axis", "a", "view('next_axis')", "axis", "Draw by epoch, step or minutes", "compare", bar=True),
    Key("compare.baseline", "b", "baseline", "baseline", "Draw the local run under them", "compare", bar=True),
    Key("compare.read", "r", "read", "read logs", "Read logs that were not read to their end", "compare", bar=True),
    Key("compare.copy", "c", "copy", "copy", "Copy the table", "compare", bar=True),
    Key("notify.test", "enter", "test", "test", "Announce a test, to see what arrives", "notify", bar=True),
    Key("notify.bell", "1", "bell", "bell", "Ring the bell, or not", "notify", bar=True),
    Key("notify.desktop", "2", "desktop", "desktop", "Send desktop notifications, or not", "notify", bar=True),
    Key("notify.command", "3", "command", "command", "Run your command, or not", "notify", bar=True),
    Key("help.search", "slash", "search", "search", "Search the keys by what they do, or by key", "help", bar=True),
    Key("help.drop", "escape", "drop", "all keys", "Drop the search; without one, go back", "help"),
    Key("review.launch", "enter", "go", "launch", "Launch the job as shown", "review", bar=True, writes=True),
    Key("review.request", "v", "request", "request", "Show the exact request, or the review again", "review", bar=True),
    Key("review.copy", "c", "copy", "copy", "Copy the exact request", "review"),
    Key("review.again", "r", "again", "ask again", "Ask the engine again", "review", bar=True),
    Key("deploy.start", "enter", "go", "deploy", "Deploy the model as shown", "deploy", bar=True, writes=True),
    Key("deploy.machine", "m", "machine", "machine", "Choose another machine, or serverless", "deploy", bar=True),
    Key("deploy.name", "n", "name", "name", "Give the endpoint another name than the job's", "deploy", bar=True),
    Key("deploy.request", "v", "request", "request", "Show the exact request, or the review again", "deploy", bar=True),
    Key("deploy.copy", "c", "copy", "copy", "Copy the exact request", "deploy"),
    Key("deploy.again", "r", "again", "ask again", "Ask the engine again", "deploy", bar=True),
    Key("transform.start", "enter", "go", "start", "Start it as shown", "transform", bar=True, writes=True),
    Key("transform.machine", "m", "machine", "machine", "Choose another machine", "transform", bar=True),
    Key("transform.count", "n", "count", "how many", "Choose how many machines", "transform", bar=True),
    Key("transform.request", "v", "request", "request", "Show the request, or the review again", "transform", bar=True),
    Key("transform.copy", "c", "copy", "copy", "Copy the exact request", "transform"),
    Key("transform.again", "r", "again", "ask again", "Ask the engine again", "transform", bar=True),
    Key("sweepreview.start", "enter", "go", "start", "Start the sweep as shown", "sweepreview", bar=True, writes=True),
    Key("sweepreview.jobs", "n", "jobs", "jobs", "Choose how many jobs there are at most", "sweepreview", bar=True),
    Key("sweepreview.parallel", "p", "parallel", "parallel", "Choose how many run at a time", "sweepreview", bar=True),
    Key("sweepreview.strategy", "s", "strategy", "strategy", "Take the next strategy", "sweepreview", bar=True),
    Key("sweepreview.early", "e", "early", "early stop", "Stop jobs early, or not", "sweepreview", bar=True),
    Key("sweepreview.request", "v", "request", "request", "Show the request, or the review", "sweepreview", bar=True),
    Key("sweepreview.copy", "c", "copy", "copy", "Copy the exact request", "sweepreview"),
    Key("sweepreview.again", "r", "again", "ask again", "Ask the engine again", "sweepreview", bar=True),
    Key("sweeps.up", "up", "move(-1)", "up", "Go to the sweep above", "sweeps"),
    Key("sweeps.down", "down", "move(1)", "down", "Go to the sweep below", "sweeps"),
    Key("sweeps.page_up", "pageup,b", "page(-1)", "page up", "Go up by a page", "sweeps"),
    Key("sweeps.page_down", "pagedown,space", "page(1)", "page down", "Go down by a page", "sweeps"),
    Key("sweeps.top", "home,g", "end(0)", "top", "Go to the newest sweep", "sweeps"),
    Key("sweeps.end", "end,G", "end(1)", "end", "Go to the oldest sweep", "sweeps"),
    Key("sweeps.choose", "enter", "screen.open", "open", "Show its table and curves", "sweeps", bar=True),
    Key("sweeps.again", "r", "screen.again", "ask again", "Ask the engine again", "sweeps", bar=True),
    Key("sweeps.copy", "c", "screen.copy", "copy name", "Copy the sweep's name", "sweeps", bar=True),
    Key("sweep.up", "up", "move(-1)", "up", "Go to the job above", "sweep"),
    Key("sweep.down", "down", "move(1)", "down", "Go to the job below", "sweep"),
    Key("sweep.page_up", "pageup", "page(-1)", "page up", "Go up by a page", "sweep"),
    Key("sweep.page_down", "pagedown,space", "page(1)", "page down", "Go down by a page", "sweep"),
    Key("sweep.top", "home,g", "end(0)", "top", "Go to the best job", "sweep"),
    Key("sweep.end", "end,G", "end(1)", "end", "Go to the last job", "sweep"),
    Key("sweep.attach", "enter", "screen.open", "attach", "Show this job in the cockpit", "sweep", bar=True),
    Key("sweep.best", "b", "screen.best", "best", "Show the best job in the cockpit", "sweep", bar=True),
    Key("sweep.deploy", "d", "screen.deploy", "deploy best", "Deploy the best job", "sweep", bar=True, writes=True),
    Key("sweep.stop", "s", "screen.stop", "stop", "Stop the sweep and its jobs", "sweep", bar=True, writes=True),
    Key("sweep.metric", "v", "screen.metric(1)", "metric", "Draw the next metric", "sweep", bar=True),
    Key("sweep.part", "tab,z", "screen.part", "curves/table", "Curves and table, or one alone", "sweep", bar=True),
    Key("sweep.copy", "c", "screen.copy", "copy", "Copy the table", "sweep", bar=True),
    Key("sweep.again", "r", "screen.again", "ask again", "Ask the engine again", "sweep", bar=True),
    Key("endpoints.up", "up", "move(-1)", "up", "Go to the endpoint above", "endpoints"),
    Key("endpoints.down", "down", "move(1)", "down", "Go to the endpoint below", "endpoints"),
    Key("endpoints.page_up", "pageup,b", "page(-1)", "page up", "Go up by a page", "endpoints"),
    Key("endpoints.page_down", "pagedown,space", "page(1)", "page down", "Go down by a page", "endpoints"),
    Key("endpoints.top", "home,g", "end(0)", "top", "Go to the newest endpoint", "endpoints"),
    Key("endpoints.end", "end,G", "end(1)", "end", "Go to the oldest endpoint", "endpoints"),
    Key("endpoints.ask", "enter,p", "screen.open", "ask", "Ask it about photos", "endpoints", bar=True),
    Key("endpoints.undeploy", "u", "screen.undeploy", "undeploy", "Take it down", "endpoints", bar=True, writes=True),
    Key("endpoints.delete", "U", "screen.delete", "with model", "Delete its model data too", "endpoints", writes=True),
    Key("endpoints.go_on", "d", "screen.go_on", "go on", "Go on deploying it", "endpoints", bar=True, writes=True),
    Key("endpoints.again", "r", "screen.again", "ask again", "Ask the engines again", "endpoints", bar=True),
    Key("endpoints.copy", "c", "screen.copy", "copy name", "Copy the endpoint's name", "endpoints", bar=True),
    Key("endpoints.past", "a", "screen.past", "past", "Show those that are down too, or not", "endpoints", bar=True),
    Key("overview.up", "up", "move(-1)", "up", "Go to the class or finding above", "overview"),
    Key("overview.down", "down", "move(1)", "down", "Go to the class or finding below", "overview"),
    Key("overview.page_up", "pageup,b", "page(-1)", "page up", "Go up by a page", "overview"),
    Key("overview.page_down", "pagedown,space", "page(1)", "page down", "Go down by a page", "overview"),
    Key("overview.top", "home,g", "end(0)", "top", "Go to the start", "overview"),
    Key("overview.end", "end,G", "end(1)", "end", "Go to the end", "overview"),
    Key("overview.part", "tab", "screen.part", "to findings", "Go to the findings, or back", "overview", bar=True),
    Key("overview.open", "enter", "screen.open", "photos", "Show the photos, or the one found", "overview", bar=True),
    Key("overview.copy", "c", "screen.copy", "copy path", "Copy the path of what is marked", "overview", bar=True),
    Key("photos.left", "left", "move(-1, 0)", "left", "Go to the photo before", "photos"),
    Key("photos.right", "right", "move(1, 0)", "right", "Go to the next photo", "photos"),
    Key("photos.up", "up", "move(0, -1)", "up", "Go to the photo above", "photos"),
    Key("photos.down", "down", "move(0, 1)", "down", "Go to the photo below", "photos"),
    Key("photos.page_up", "pageup,b", "page(-1)", "page up", "Go back by a page, or ten photos", "photos"),
    Key("photos.page_down", "pagedown,space", "page(1)", "page down", "Go on by a page, or ten photos", "photos"),
    Key("photos.top", "home,g", "end(0)", "top", "Go to the first photo", "photos"),
    Key("photos.end", "end,G", "end(1)", "end", "Go to the last photo", "photos"),
    Key("photos.alone", "enter", "alone", "one/all", "Show one photo large, or all again", "photos", bar=True),
    Key("photos.next_class", "n", "screen.classes(1)", "next class", "Go to the next class", "photos", bar=True),
    Key("photos.class_before", "N", "screen.classes(-1)", "class before", "Go to the class before", "photos"),
    Key("photos.found", "f", "screen.found(1)", "found", "Go to the next photo with a finding", "photos", bar=True),
    Key("photos.found_before", "F", "screen.found(-1)", "before", "Go to the one with a finding before", "photos"),
    Key("photos.split", "s", "screen.split", "split", "Show train only, validation only, or both", "photos", bar=True),
    Key("photos.trained", "x", "screen.trained", "as trained", "Show only what training sees", "photos", bar=True),
    Key("photos.graphics", "v", "screen.graphics", "graphics", "Show the photo in sixel or kitty graphics", "photos"),
    Key("photos.copy", "c", "screen.copy", "copy path", "Copy the photo's path", "photos", bar=True),
    Key("photos.larger", "plus,equals_sign", "size(1)", "larger", "Fewer and larger photos", "photos"),
    Key("photos.smaller", "minus", "size(-1)", "smaller", "More and smaller photos", "photos"),
    Key("rows.up", "up", "scroll_up", "up", "Scroll up", "rows"),
    Key("rows.down", "down", "scroll_down", "down", "Scroll down", "rows"),
    Key("rows.page_up", "pageup,b", "page_up", "page up", "Scroll up by a page", "rows"),
    Key("rows.page_down", "pagedown,space", "page_down", "page down", "Scroll down by a page", "rows"),
    Key("rows.top", "home,g", "scroll_home", "top", "Go to the start", "rows"),
    Key("rows.end", "end,G", "scroll_end", "end", "Go to the end", "rows"),
    Key("path.ask", "enter", "submit", "ask", "Take the path: ask about it, or save there", "path", bar=True),
    Key("path.complete", "tab", "complete(1)", "complete", "Complete the path, or take the next way", "path", bar=True),
    Key("path.complete_back", "shift+tab", "complete(-1)", "way before", "Take the way before", "path"),
    Key("path.before", "up", "history(-1)", "before", "Bring back what was asked about before", "path", bar=True),
    Key("path.after", "down", "history(1)", "after", "Go to what was asked about after that", "path"),
    Key("path.leave", "escape", "screen.back", "back", "Go back", "path", bar=True),
    Key("answers.up", "up", "move(-1)", "up", "Go to the answer above, or scroll up", "answers"),
    Key("answers.down", "down", "move(1)", "down", "Go to the answer below, or scroll down", "answers"),
    Key("answers.page_up", "pageup,b", "page(-1)", "page up", "Go up by a page, or back by ten photos", "answers"),
    Key("answers.page_down", "pagedown,space", "page(1)", "page down", "Go on by a page, or ten photos", "answers"),
    Key("answers.top", "home,g", "end(0)", "top", "Go to the start", "answers"),
    Key("answers.end", "end,G", "end(1)", "end", "Go to the end", "answers"),
    Key("answers.part", "tab", "part", "score/list", "Show how right they are, or each of them", "answers", bar=True),
    Key("answers.open", "enter", "open", "one/all", "Show one photo with its answer, or all", "answers", bar=True),
    Key("answers.wrong", "w", "wrong", "wrong first", "List wrong answers first, or all in order", "answers", bar=True),
    Key("answers.trained", "x", "trained", "as trained", "Ask again, photos cut as in training", "answers", bar=True),
    Key("answers.again", "r", "again", "ask again", "Ask about the same photos again", "answers", bar=True),
    Key("answers.copy", "c", "copy", "copy", "Copy the photo's path, or the whole page", "answers", bar=True),
    Key("page.back", "escape,q,left", "back", "back", "Go back to the cockpit", "page", bar=True),
    Key("notify.open", "A", "notifications", "notify", "Notifications: how (bell), and a test", "everywhere", bar=True),
    Key("theme.next", "t", "next_theme", "theme", "Switch to the next colour theme", "everywhere"),
    Key("help", "question_mark,f1", "help", "help", "Show all keys", "everywhere", bar=True),
    Key("palette", "ctrl+p", "command_palette", "palette", "Find any command by typing a part of it", "everywhere"),
    Key("quit", "q,ctrl+q", "quit", "quit", "Leave; jobs go on", "everywhere", bar=True),
)
# fmt: on

_WITH_ROWS: tuple[Where, ...] = ("review", "deploy", "transform", "sweepreview", "notify", "help", "rows")
"""Pages of text that have keys of their own."""
_PAGES: tuple[Where, ...] = (
    "jobs",
    "compare",
    "endpoints",
    "sweeps",
    "sweep",
    "overview",
    "photos",
    "parsed",
    "answers",
)
"""Pages with something else than text."""

_SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "escape": "esc",
    "backspace": "bksp",
    "delete": "del",
    "space": "space",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
}


def bindings(*where: Where) -> list[Binding]:
    """Textual bindings for the rows of these places."""
    return [
        Binding(row.keys, row.action, row.label, id=row.id, tooltip=row.help, show=row.bar)
        for row in KEYS
        if row.where in where
    ]


def shown(keys: str, *, first: bool = False) -> str:
    """Keys as people write them: ``slash`` is ``/``; with `first`, only the first of several."""
    names = [_SHOWN.get(name.strip(), name.strip()) for name in keys.split(",")]
    return names[0] if first else " ".join(names)


def remap(rows: Iterable[Key], changes: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The user's keys laid over the table.

    Args:
        rows: the table.
        changes: id -> keys, as in `ui.keys`.

    Returns:
        The keymap (id -> keys) and a sentence for each problem: unknown ids, no key at all, two actions that can
        be reached from the same place with one key.
    """
    rows = tuple(rows)
    known = {row.id: row for row in rows}
    problems = [f"ui.keys.{name}: no such key id" for name in changes if name not in known]
    keymap = {name: keys.replace(" ", "") for name, keys in changes.items() if name in known}
    problems += [f"ui.keys.{name}: no key given" for name, keys in keymap.items() if not keys.strip(",")]
    taken: dict[tuple[str, str], tuple[Key, bool]] = {}
    for row in rows:
        for key in filter(None, keymap.get(row.id, row.keys).split(",")):
            mine = (row, key not in row.keys.split(","))
            met = [taken.setdefault((group, key), mine) for group in _groups(row.where)]
            clash = next(
                (other for other, new in met if other.id != row.id and _bad(row, other, mine[1] or new)), None
            )
            if clash is not None:
                problems.append(f"ui.keys.{row.id}: {shown(key)} is also {clash.id}")
    return keymap, problems


def _groups(where: Where) -> tuple[str, ...]:
    """Places whose keys are live together clash with each other; a pane may take a key from the cockpit."""
    if where in ("cockpit", "replay", "everywhere"):
        return ("cockpit",)
    if where == "rows":
        return (where, *_WITH_ROWS)
    return (where, *_WITH_ROWS, *_PAGES) if where == "page" else (where,)


def _bad(one: Key, other: Key, new: bool) -> bool:
    """Whether one key of two rows is a fault: always in one place; a list takes keys of its page as the table says."""
    return new or _groups(one.where) == _groups(other.where)
