"""A botocore session as this program needs it: it never asks at the terminal and never waits for what is not there.

What differs from a session as it comes:

- A role that needs a code from a device is not asked for at the terminal, which the cockpit owns. Roles that were
  assumed are kept where the AWS command line keeps them, so one call of it with the code is enough for both.
- The instance metadata service is not looked for on a machine that is plainly not Amazon's; it takes two seconds.
- Services that hand out credentials (STS, SSO) are asked with the time-outs of all other calls.
- The descriptions of the services are read once: opening a session again, for renewed credentials, takes 5 ms.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.whole import watch_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
ANSWER_SECONDS = {"sagemaker-runtime": 75.0}
"""How long an answer may keep silent of a service that takes its time: a model has 60 s for a photo."""
CONNECTIONS = 32
"""To one service at a time; the upload is what needs so many."""

_HARDWARE = Path("/sys/class/dmi/id")
_HYPERVISOR = Path("/sys/hypervisor/uuid")
_MAKERS = ("sys_vendor", "bios_vendor", "bios_version", "board_vendor", "chassis_asset_tag")


def open_session(
    profile: str | None, region: str, loader: Any, read_seconds: float = READ_SECONDS
) -> tuple[Any, str, Any]:
    """Open a session and find its credentials.

    Args:
        profile: None: as the environment says.
        region: for all clients.
        loader: the third value of an earlier call, or None.
        read_seconds: how long an answer may keep silent.

    Returns:
        The boto3 session, botocore's word for where the credentials came from (empty: there are none), and the
        loader of descriptions.

    Raises:
        botocore.exceptions.BotoCoreError: the profile or its credentials cannot be used.
    """
    import boto3
    import botocore.session
    from botocore.exceptions import CredentialRetrievalError

    inner = botocore.session.Session(profile=profile)
    if loader is not None:
        inner.register_component("data_loader", loader)
    watch_answers(inner)
    inner.set_default_client_config(client_config(read_seconds))
    session = boto3.session.Session(botocore_session=inner, region_name=region)
    resolver = inner.get_component("credential_provider")
    roles = resolver.get_provider("assume-role")
    roles.cache = role_cache(Path("~/.aws/cli/cache").expanduser())
    roles._prompter = _no_prompt  # the session passes no prompter on
    if inner.get_config_variable("ec2_metadata_service_endpoint") is None and not may_be_amazons():
        resolver.remove("iam-role")
    try:
        credentials = session.get_credentials()
    except (OSError, ValueError, AttributeError) as error:
        # What a credential_process does that is missing or answers with something else than JSON.
        raise CredentialRetrievalError(provider="custom-process", error_msg=str(error)) from error
    method = credentials.method if credentials is not None else ""
    return session, str(method), inner.get_component("data_loader")


def client_config(read_seconds: float = READ_SECONDS) -> Any:
    """Time-outs for every client; retries are the caller's."""
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        retries={"total_max_attempts": 1},
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
        user_agent_extra="trainscope",
    )


def make_client(session: Any, service: str, region: str) -> Any:
    """A client of a service, in the region; the Price List API answers only in few."""
    slow = ANSWER_SECONDS.get(service)
    return session.client(
        service,
        region_name="us-east-1" if service == "pricing" else region,
        config=None if slow is None else client_config(slow),
    )


def may_be_amazons(hardware: Path = _HARDWARE, hypervisor: Path = _HYPERVISOR) -> bool:
    """Whether this may be an EC2 machine: its firmware names Amazon, or names nobody that could be read."""
    known = list(_texts([*(hardware / name for name in _MAKERS), hypervisor]))
    return not known or any("amazon" in text or text.startswith("ec2") for text in known)


def role_cache(folder: Path) -> Any:
    """The AWS command line's cache of assumed roles; in memory only where the folder cannot be written to."""
    from botocore.utils import JSONFileCache

    class RoleCache(JSONFileCache):  # type: ignore[misc]
        """Files of the user alone, as botocore makes them."""

        def __init__(self) -> None:
            super().__init__(str(folder))
            self._kept: dict[str, Any] = {}

        def __contains__(self, key: str) -> bool:
            return key in self._kept or super().__contains__(key)

        def __getitem__(self, key: str) -> Any:
            return self._kept[key] if key in self._kept else super().__getitem__(key)

        def __setitem__(self, key: str, value: Any) -> None:
            try:
                super().__setitem__(key, value)
            except OSError:
                self._kept[key] = value

    return RoleCache()


def _no_prompt(question: str) -> str:
    from botocore.exceptions import RefreshWithMFAUnsupportedError

    raise RefreshWithMFAUnsupportedError


def _texts(files: list[Path]) -> Iterator[str]:
    for file in files:
        try:
            text = file.read_text(encoding="utf-8", errors="replace").strip().lower()
        except OSError:
            continue
        if text:
            yield text
