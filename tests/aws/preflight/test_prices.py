"""The price of an hour: by the configuration, by the Price List API, by what is kept, or unknown with a reason."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from core import paths
from core.cancel import CancelToken
from core.engine.sagemaker import prices
from core.engine.sagemaker.prices import Price, Unknown, find, known
from core.engine.sagemaker.questions import Questions
from core.errors import CredentialsExpired

if TYPE_CHECKING:
    from core.engine.sagemaker.connection import Aws
    from tests.aws.account import Account

DAY = 24 * 3600.0


def asked(aws: Account) -> int:
    return sum(seen.operation == "GetProducts" for seen in aws.requests)


def test_the_configuration_needs_no_question(aws: Account, questions: Questions) -> None:
    found = find("ml.g5.xlarge", {"ml.g5.xlarge": 0.0}, questions)
    assert found == Price(0.0, "sagemaker.prices")
    assert asked(aws) == 0


def test_the_price_for_training_is_the_one_taken(aws: Account, questions: Questions) -> None:
    found = find("ml.g5.xlarge", {}, questions)
    assert isinstance(found, Price)
    assert found.usd_per_hour == 1.41
    assert found.basis == f"Price List API, {time.strftime('%Y-%m-%d', time.gmtime())}"


def test_a_price_is_good_for_a_day_also_for_another_process(aws: Account, questions: Questions) -> None:
    assert known("ml.g5.xlarge", "us-east-1", {}) is None
    now = time.time()
    find("ml.g5.xlarge", {}, questions, clock=lambda: now)
    aws.pricing.prices["ml.g5.xlarge"] = "9.0"
    kept = find("ml.g5.xlarge", {}, questions, clock=lambda: now + DAY - 60)
    assert isinstance(kept, Price)
    assert (kept.usd_per_hour, asked(aws)) == (1.41, 1)
    assert known("ml.g5.xlarge", "us-east-1", {}) == kept
    assert known("ml.g5.xlarge", "eu-west-1", {}) is None
    later = find("ml.g5.xlarge", {}, questions, clock=lambda: now + DAY + 60)
    assert isinstance(later, Price)
    assert (later.usd_per_hour, asked(aws)) == (9.0, 2)


def test_an_old_price_is_better_than_none(aws: Account, questions: Questions) -> None:
    now = time.time()
    find("ml.g5.xlarge", {}, questions, clock=lambda: now)
    aws.faults.denied.add("pricing:GetProducts")
    later = find("ml.g5.xlarge", {}, questions, clock=lambda: now + 3 * DAY)
    assert isinstance(later, Price)
    assert later.usd_per_hour == 1.41
    assert time.strftime("%Y-%m-%d", time.gmtime(now)) in later.basis


def test_without_the_permission_it_is_unknown_and_the_permission_is_named(
    aws: Account, questions: Questions
) -> None:
    aws.faults.denied.add("pricing:GetProducts")
    found = find("ml.g5.xlarge", {}, questions)
    assert isinstance(found, Unknown)
    assert "pricing:GetProducts" in found.why


def test_a_type_without_a_row_is_unknown(questions: Questions) -> None:
    assert find("ml.g5.48xlarge", {}, questions) == Unknown(
        "the Price List API has none for ml.g5.48xlarge in us-east-1"
    )


def test_no_answer_is_waited_for_a_little(aws: Account, questions: Questions) -> None:
    aws.faults.next("GetProducts", "reset_before", "server_error", "half")
    found = find("ml.g5.xlarge", {}, questions)
    assert isinstance(found, Price)
    assert asked(aws) == 4


def test_expired_credentials_are_no_unknown_price(aws: Account, connection: Aws) -> None:
    aws.faults.expired_until = aws.clock() + 1e6
    with pytest.raises(CredentialsExpired):
        find("ml.g5.xlarge", {}, Questions(connection, CancelToken(), patience=0.1, await_login=False))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"usd_per_hour": "1", "fetched": 1}',
        b'{"usd_per_hour": NaN, "fetched": 1}',
        b"\xff",
    ],
)
def test_a_damaged_memory_is_asked_anew(content: bytes, aws: Account, questions: Questions) -> None:
    find("ml.g5.xlarge", {}, questions)
    (file,) = (paths.cache_dir() / "aws").glob("price_*")
    file.write_bytes(content)
    assert known("ml.g5.xlarge", "us-east-1", {}) is None
    assert isinstance(find("ml.g5.xlarge", {}, questions), Price)
    assert asked(aws) == 2


def test_a_memory_from_the_future_is_not_believed(questions: Questions) -> None:
    find("ml.g5.xlarge", {}, questions, clock=lambda: time.time() + 30 * DAY)
    assert known("ml.g5.xlarge", "us-east-1", {}) is None


def test_a_type_with_a_hostile_name_reads_and_writes_no_other_file(questions: Questions) -> None:
    assert known("../../../etc/passwd", "us-east-1", {}) is None
    assert isinstance(find("../x", {}, questions), Unknown)
    assert known(None, "us-east-1", {}) is None


def test_pages_are_read_to_the_end(
    aws: Account, questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Rows of other uses come before the one for training, on pages of one row each.
    aws.pricing.page = 1
    found = find("ml.g4dn.xlarge", {}, questions)
    assert isinstance(found, Price)
    assert found.usd_per_hour == 0.7364
    assert prices.PAGES >= asked(aws) > 1
