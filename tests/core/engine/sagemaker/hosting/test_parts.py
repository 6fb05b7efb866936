"""What the parts of an endpoint are called, and how they are told."""

from __future__ import annotations

import pytest

from core.engine.sagemaker.hosting.parts import CONFIG, ENDPOINT, MODEL, Marks, listing, marks_of


def test_their_names_at_the_service() -> None:
    assert [(part.create, part.name, part.arn) for part in (MODEL, CONFIG, ENDPOINT)] == [
        ("CreateModel", "ModelName", "ModelArn"),
        ("CreateEndpointConfig", "EndpointConfigName", "EndpointConfigArn"),
        ("CreateEndpoint", "EndpointName", "EndpointArn"),
    ]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["model"], "the model"),
        (["model", "endpoint-config"], "the configuration and its model"),
        (["model", "endpoint", "endpoint-config"], "the endpoint, its configuration and its model"),
        ([], ""),
        (["s3://bucket/model.tar.gz"], ""),
    ],
)
def test_in_words(kinds: list[str], words: str) -> None:
    assert listing(kinds) == words


def test_marks_are_read_among_other_tags() -> None:
    tags = [{"Key": "team", "Value": "x"}, {"Key": "trainscope:job", "Value": "ic-1"}]
    assert marks_of(tags) == Marks("", "ic-1")
    assert marks_of([*tags, {"Key": "trainscope:launch-id", "Value": "id"}]) == Marks("id", "ic-1")


def test_a_model_of_a_batch_transform_is_told_by_the_mark_that_names_its_job() -> None:
    tags = [
        {"Key": "trainscope:launch-id", "Value": "id"},
        {"Key": "trainscope:transform", "Value": "ic-1"},
    ]
    assert marks_of(tags) == Marks("id", "ic-1", transform=True)
