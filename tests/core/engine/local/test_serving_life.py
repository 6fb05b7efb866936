"""The life of endpoints, with real servers: made, asked, killed, taken down."""

from __future__ import annotations

import json
import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.hosting import EndpointStatus
from core.engine.local import drafts, lock, model
from core.engine.local.engine import LocalEngine
from core.engine.local.serving import client, down, making
from core.engine.local.serving.place import EndpointDir
from core.errors import Cancelled, EngineError, NameTaken, NotFound
from tests.conftest import wait_until
from tests.core.engine.local import serving_support as support
from tests.core.engine.local.support import draw

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return support.save(tmp_path_factory.mktemp("job") / "model", support.random_model())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.png"
    draw("discs", 1, (80, 70)).save(file)
    return file


def test_an_endpoint_answers_as_the_model_does(
    engine: LocalEngine, source: Path, photo: Path, jobs: Path
) -> None:
    state = support.in_service(engine, support.deployment(engine, "roses", source))
    assert state.key == engine.endpoint_key("roses")
    assert state.job == "roses-job"
    assert state.launch_id == "launch-roses"
    assert state.classes == support.CLASSES
    assert state.parts == ("endpoint", "endpoint-config", "model")
    assert state.price_per_hour is None
    assert state.created is not None
    expected = model.load(source).predict(photo)
    answer = engine.invoke("roses", photo.read_bytes(), "image/png")
    assert answer == pytest.approx(tuple(expected))
    assert sum(answer) == pytest.approx(1)
    assert client.ask(support.folder(jobs, "roses") / "socket", "GET", "/ping").status == 200


def test_in_service_means_that_it_answers_at_once(engine: LocalEngine, source: Path, photo: Path) -> None:
    for number in range(3):
        name = f"e{number}"
        support.deploy(engine, support.deployment(engine, name, source))
        while engine.endpoint(name).status is EndpointStatus.CREATING:
            continue
        assert len(engine.invoke(name, photo.read_bytes(), "image/png")) == 3


def test_the_file_that_a_jobs_state_names_is_a_model_too(engine: LocalEngine, source: Path) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source / "model.npz"))


def test_several_labels_have_probabilities_of_their_own(
    engine: LocalEngine, photo: Path, tmp_path: Path
) -> None:
    folder = support.save(tmp_path / "several", support.random_model(several=True))
    support.in_service(engine, support.deployment(engine, "several", folder))
    answer = engine.invoke("several", photo.read_bytes(), "image/png")
    assert answer == pytest.approx(tuple(model.load(folder).predict(photo)))
    assert sum(answer) != pytest.approx(1)


def test_the_server_outlives_its_maker_and_needs_no_scikit_learn(
    engine: LocalEngine, source: Path, photo: Path, jobs: Path
) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    engine.invoke("roses", photo.read_bytes(), "image/png")
    pid = support.server_pid(jobs, "roses")
    with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
        parent, _, session, terminal = map(int, file.read().rpartition(")")[2].split()[1:5])
    assert parent != os.getpid()
    assert session != os.getsid(0)
    assert terminal == 0
    with open(f"/proc/{pid}/maps") as file:  # noqa: PTH123
        libraries = file.read()
    assert "numpy" in libraries
    assert "sklearn" not in libraries
    assert "/scipy/" not in libraries


def test_the_model_is_a_copy_so_that_the_job_may_go(
    engine: LocalEngine, photo: Path, tmp_path: Path, jobs: Path
) -> None:
    folder = support.save(tmp_path / "gone", support.random_model())
    asked = support.deployment(engine, "roses", folder)
    support.in_service(engine, asked)
    shutil.rmtree(folder)
    os.kill(support.server_pid(jobs, "roses"), signal.SIGKILL)
    wait_until(lambda: engine.endpoint("roses").status is EndpointStatus.OUT_OF_SERVICE, what="its end")
    support.in_service(engine, asked)
    assert len(engine.invoke("roses", photo.read_bytes(), "image/png")) == 3


def test_a_killed_server_is_out_of_service_and_says_what_to_do(
    engine: LocalEngine, source: Path, photo: Path, jobs: Path
) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    pid = support.server_pid(jobs, "roses")
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not support.running(pid), what="the server's end")
    state = engine.endpoint("roses")
    assert state.status is EndpointStatus.OUT_OF_SERVICE
    assert "ended without a word" in state.failure_reason
    with pytest.raises(EngineError, match="does not answer: it is OutOfService") as problem:
        engine.invoke("roses", photo.read_bytes(), "image/png")
    assert "undeploy roses" in problem.value.fix
    assert engine.undeploy("roses") == ("endpoint", "endpoint-config", "model")


def test_a_server_told_to_end_by_the_system_says_so(engine: LocalEngine, source: Path, jobs: Path) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    os.kill(support.server_pid(jobs, "roses"), signal.SIGTERM)
    wait_until(lambda: engine.endpoint("roses").status is EndpointStatus.OUT_OF_SERVICE, what="its end")
    wait_until(lambda: not lock.held(support.folder(jobs, "roses") / "lock"), what="the lock")
    assert "nobody had taken the endpoint down" in engine.endpoint("roses").failure_reason


def test_a_closed_terminal_does_not_end_a_server(
    engine: LocalEngine, source: Path, photo: Path, jobs: Path
) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    os.kill(support.server_pid(jobs, "roses"), signal.SIGHUP)
    assert len(engine.invoke("roses", photo.read_bytes(), "image/png")) == 3


def test_deploying_again_after_a_lost_answer_starts_no_second_server(
    engine: LocalEngine, source: Path, jobs: Path
) -> None:
    asked = support.deployment(engine, "roses", source)
    support.in_service(engine, asked)
    pid = support.server_pid(jobs, "roses")
    support.in_service(engine, asked)
    assert support.server_pid(jobs, "roses") == pid


def test_another_launch_does_not_get_the_name(engine: LocalEngine, source: Path) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    other = support.deployment(engine, "roses", source, "another")
    with pytest.raises(NameTaken, match="there is an endpoint named roses already"):
        support.deploy(engine, other)
    assert [finding.kind for finding in support.review(engine, other).findings] == ["name-taken"]
    assert engine.endpoint("roses").launch_id == "launch-roses"


def test_a_deployer_killed_before_the_server_started_leaves_something_that_is_listed(
    engine: LocalEngine, source: Path, jobs: Path
) -> None:
    asked = support.deployment(engine, "roses", source)
    claimed = making.claim(jobs.with_name("endpoints"), asked, 5.0)
    assert claimed is not None
    assert engine.endpoint("roses").status is EndpointStatus.CREATING
    os.close(claimed[1])
    (state,) = engine.endpoints()
    assert state.status is EndpointStatus.INCOMPLETE
    assert state.parts == ("endpoint-config", "model")
    assert "killed" in state.failure_reason
    assert support.in_service(engine, asked).created == 5.0
    assert engine.undeploy("roses")


def test_a_deployer_killed_in_the_middle_of_the_folder_leaves_debris_that_is_swept_later(
    engine: LocalEngine, source: Path, jobs: Path
) -> None:
    endpoints = jobs.with_name("endpoints")
    for name, age in ((".roses.0a", drafts.OLD_SECONDS + 60), (".roses.0b", 0.0), (".roses.0c", 1e5)):
        (endpoints / name / "model").mkdir(parents=True)
        stamp = (endpoints / name).stat().st_mtime - age
        os.utime(endpoints / name, (stamp, stamp))
    held = lock.take(EndpointDir(endpoints / ".roses.0c").lock)
    assert held is not None
    stamp = (endpoints / ".roses.0c").stat().st_mtime - 1e5
    os.utime(endpoints / ".roses.0c", (stamp, stamp))
    assert list(engine.endpoints()) == []
    assert engine.undeploy("roses") == ()
    os.close(held)
    assert sorted(path.name for path in endpoints.iterdir()) == [".roses.0b", ".roses.0c"]


def test_a_model_that_cannot_be_loaded_is_a_failed_endpoint(
    engine: LocalEngine, photo: Path, tmp_path: Path
) -> None:
    folder = support.save(tmp_path / "model", support.random_model())
    (folder / "model.npz").write_bytes(b"no arrays")
    support.deploy(engine, support.deployment(engine, "broken", folder))
    state = support.settled(engine, "broken")
    assert state.status is EndpointStatus.FAILED
    assert "model.npz is damaged" in state.failure_reason
    with pytest.raises(EngineError, match="it is Failed") as problem:
        engine.invoke("broken", photo.read_bytes(), "image/png")
    assert "model.npz is damaged" in problem.value.why


def test_a_model_with_more_classes_than_names_is_a_failed_endpoint(
    engine: LocalEngine, tmp_path: Path
) -> None:
    folder = support.save(tmp_path / "model", support.random_model())
    model.save_classes(folder, ("one", "two"))
    support.deploy(engine, support.deployment(engine, "broken", folder))
    assert "3 classes apart, and 2 have a name" in support.settled(engine, "broken").failure_reason


def test_a_server_killed_while_it_was_being_created_is_failed(
    engine: LocalEngine, source: Path, jobs: Path
) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    pid = support.server_pid(jobs, "roses")
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not support.running(pid), what="the server's end")
    file = support.folder(jobs, "roses") / "status.json"
    file.write_text(json.dumps({"status": "Creating", "reason": "", "pid": pid}))
    state = engine.endpoint("roses")
    assert state.status is EndpointStatus.FAILED
    assert f"in service, process {pid}" in state.failure_reason  # the log's last words


def test_a_model_that_is_not_there_cannot_be_deployed(
    engine: LocalEngine, tmp_path: Path, jobs: Path
) -> None:
    with pytest.raises(EngineError, match="cannot be made"):
        support.deploy(engine, support.deployment(engine, "roses", tmp_path / "nowhere"))
    assert list(jobs.with_name("endpoints").iterdir()) == []


def test_a_name_that_is_none_is_refused(engine: LocalEngine, source: Path, tmp_path: Path) -> None:
    for name in ("../up", "a b", "", "x" * 64):
        with pytest.raises(EngineError, match="cannot be an endpoint's name"):
            support.deploy(engine, support.deployment(engine, name, source))
        with pytest.raises(NotFound, match="there is no endpoint named"):
            engine.endpoint(name)
        with pytest.raises(NotFound):
            engine.invoke(name, b"", "image/png")
        assert engine.undeploy(name) == ()
    assert not (tmp_path / "endpoints").exists()


def test_a_cancelled_deployment_makes_nothing(engine: LocalEngine, source: Path, jobs: Path) -> None:
    token = CancelToken()
    token.cancel()
    asked = support.deployment(engine, "roses", source)
    with pytest.raises(Cancelled):
        engine.deploy(asked, lambda _progress: None, token)
    with pytest.raises(Cancelled):
        engine.review_deployment(asked, token)
    assert not jobs.with_name("endpoints").exists()


def test_a_server_that_cannot_start_leaves_no_endpoint(
    engine: LocalEngine, source: Path, jobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/no/such/python")
    with pytest.raises(EngineError, match="the endpoint's server did not start"):
        support.deploy(engine, support.deployment(engine, "roses", source))
    assert list(jobs.with_name("endpoints").iterdir()) == []


def test_undeploy_ends_the_process_and_removes_the_folder_and_twice_is_fine(
    engine: LocalEngine, source: Path, jobs: Path
) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    pid = support.server_pid(jobs, "roses")
    assert engine.undeploy("roses") == ("endpoint", "endpoint-config", "model")
    wait_until(lambda: not support.running(pid), what="the server's end")
    assert list(jobs.with_name("endpoints").iterdir()) == []
    assert engine.undeploy("roses") == ()
    with pytest.raises(NotFound):
        engine.endpoint("roses")


def test_a_server_that_does_not_end_is_killed(engine: LocalEngine, source: Path, jobs: Path) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    pid = support.server_pid(jobs, "roses")
    os.kill(pid, signal.SIGSTOP)
    place = EndpointDir(support.folder(jobs, "roses"))
    assert down.take_down(place, jobs, with_model_data=False, patience=0.3)
    wait_until(lambda: not support.running(pid), what="the server's end")


def test_an_undeploy_killed_in_the_middle_is_listed_and_can_be_gone_on_with(
    engine: LocalEngine, source: Path, jobs: Path
) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    (support.folder(jobs, "roses") / "stop").touch()  # all that was done before the kill
    wait_until(lambda: not engine.endpoint("roses").status.moving, what="the server's end")
    (state,) = engine.endpoints()
    assert state.status is EndpointStatus.OUT_OF_SERVICE
    assert "undeploy it again" in state.failure_reason
    assert engine.undeploy("roses") == ("endpoint", "endpoint-config", "model")


def test_what_holds_the_lock_and_is_no_server_is_told(engine: LocalEngine, source: Path, jobs: Path) -> None:
    place = EndpointDir(support.folder(jobs, "roses"))
    claimed = making.claim(jobs.with_name("endpoints"), support.deployment(engine, "roses", source), 0.0)
    assert claimed is not None
    with pytest.raises(EngineError, match="the server of roses does not end"):
        down.take_down(place, jobs, with_model_data=False, patience=0.05)
    assert engine.endpoint("roses").status is EndpointStatus.DELETING
    os.close(claimed[1])
    assert engine.undeploy("roses")


def test_a_server_whose_status_is_damaged_is_listed_and_can_be_taken_down(
    engine: LocalEngine, source: Path, jobs: Path
) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    pid = support.server_pid(jobs, "roses")
    (support.folder(jobs, "roses") / "status.json").write_text("{")
    (state,) = engine.endpoints()
    assert state.status is EndpointStatus.INCOMPLETE
    assert state.failure_reason
    assert engine.undeploy("roses")
    wait_until(lambda: not support.running(pid), what="the server's end")


def test_a_server_whose_folder_is_removed_by_hand_ends(engine: LocalEngine, source: Path, jobs: Path) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    pid = support.server_pid(jobs, "roses")
    shutil.rmtree(support.folder(jobs, "roses"))
    assert list(engine.endpoints()) == []
    wait_until(lambda: not support.running(pid), what="the server's end")


def test_the_model_data_stays_unless_asked(engine: LocalEngine, jobs: Path, tmp_path: Path) -> None:
    mine = support.save(jobs / "roses-job" / "model", support.random_model())
    support.in_service(engine, support.deployment(engine, "roses", mine))
    assert len(engine.undeploy("roses")) == 3
    assert mine.is_dir()
    support.in_service(engine, support.deployment(engine, "roses", mine / "model.npz"))
    assert engine.undeploy("roses", with_model_data=True)[-1] == str(mine)
    assert not mine.exists()
    foreign = support.save(tmp_path / "elsewhere" / "model", support.random_model())
    support.in_service(engine, support.deployment(engine, "roses", foreign))
    assert len(engine.undeploy("roses", with_model_data=True)) == 3
    assert foreign.is_dir()


def test_endpoints_are_listed_newest_first(engine: LocalEngine, source: Path, jobs: Path) -> None:
    endpoints = jobs.with_name("endpoints")
    assert list(engine.endpoints()) == []
    for name, created in (("old", 10.0), ("new", 30.0), ("middle", 20.0)):
        claimed = making.claim(endpoints, support.deployment(engine, name, source), created)
        assert claimed is not None
        os.close(claimed[1])
    (endpoints / "a file").write_text("x")
    (endpoints / "stray").mkdir()
    assert [state.key.name for state in engine.endpoints()] == ["new", "middle", "old", "stray"]


def test_a_folder_deeper_than_a_sockets_address_is_long_works(
    source: Path, photo: Path, tmp_path: Path
) -> None:
    engine = LocalEngine(tmp_path / ("d" * 120) / "jobs")
    try:
        support.in_service(engine, support.deployment(engine, "roses", source))
        assert len(engine.invoke("roses", photo.read_bytes(), "image/png")) == 3
    finally:
        engine.undeploy("roses")


def test_nobody_else_can_reach_it(engine: LocalEngine, source: Path, jobs: Path) -> None:
    support.in_service(engine, support.deployment(engine, "roses", source))
    folder = support.folder(jobs, "roses")
    assert folder.parent.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "socket").stat().st_mode & 0o077 == 0
