"""The Price List API: what an hour of an instance costs, in the long-winded JSON of the real one."""

from __future__ import annotations

import json
import zlib
from typing import Any

from tests.aws.answer import Refusal
from tests.aws.paging import paged

# USD an hour for training in us-east-1, of the reference's secondary sources: test data, not the truth.
USD = {
    "ml.p3.2xlarge": "3.8250000000",
    "ml.p3.8xlarge": "14.6880000000",
    "ml.p3.16xlarge": "28.1520000000",
    "ml.g4dn.xlarge": "0.7364000000",
    "ml.g4dn.2xlarge": "0.9400000000",
    "ml.g4dn.12xlarge": "4.8900000000",
    "ml.g5.xlarge": "1.4100000000",
    "ml.g5.2xlarge": "1.5200000000",
    "ml.g5.4xlarge": "2.0300000000",
    "ml.g5.12xlarge": "7.0900000000",
    "ml.m5.large": "0.1150000000",
    "ml.m5.xlarge": "0.2300000000",
}
CODES = {"us-east-1": "USE1", "us-west-2": "USW2", "eu-west-1": "EU", "eu-central-1": "EUC1"}


class Pricing:
    """GetProducts for AmazonSageMaker. `prices` may be changed; an empty one answers with no product. `page` is the
    most that one answer holds."""

    def __init__(self) -> None:
        self.prices = dict(USD)
        self.page = 100

    def __call__(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if operation != "GetProducts":
            raise Refusal("UnknownOperationException", f"{operation} is not played by the test account")
        if request.get("ServiceCode") != "AmazonSageMaker":
            raise Refusal("NotFoundException", f"Service {request.get('ServiceCode')} not found")
        wanted = {entry["Field"]: entry["Value"] for entry in request.get("Filters", [])}
        found = []
        for region, code in CODES.items():
            for instance, price in self.prices.items():
                for use in ("Training", "Hosting", "BatchTransform", "Notebook"):
                    attributes = _attributes(instance, use, region, code)
                    if all(attributes.get(name) == value for name, value in wanted.items()):
                        factor = 1 if use == "Training" else 1.1
                        found.append(_product(attributes, f"{float(price) * factor:.10f}"))
        size = min(request.get("MaxResults", self.page), self.page)
        return {
            "FormatVersion": "aws_v1",
            **paged(found, {**request, "MaxResults": size}, "PriceList", default=size),
        }


def _attributes(instance: str, use: str, region: str, code: str) -> dict[str, str]:
    short = {"Training": "Train", "Hosting": "Host", "BatchTransform": "Tsform", "Notebook": "Notebk"}[use]
    return {
        "servicecode": "AmazonSageMaker",
        "productFamily": "ML Instance",
        "regionCode": region,
        "locationType": "AWS Region",
        "instanceName": instance,
        "instanceType": f"{instance}-{use}",
        "platoinstancetype": use,
        "component": use,
        "usagetype": f"{code}-{short}:{instance}",
        "operation": "RunInstance",
        "currentGeneration": "Yes",
    }


def _product(attributes: dict[str, str], price: str) -> str:
    sku = f"SKU{zlib.crc32(attributes['usagetype'].encode()):013d}"
    rest = {name: value for name, value in attributes.items() if name != "productFamily"}
    dimension = {
        "unit": "Hrs",
        "beginRange": "0",
        "endRange": "Inf",
        "description": f"${price} per {attributes['usagetype']} hour",
        "appliesTo": [],
        "rateCode": f"{sku}.JRTCKXETXF.6YS6EN2CT7",
        "pricePerUnit": {"USD": price},
    }
    term = {
        "priceDimensions": {dimension["rateCode"]: dimension},
        "sku": sku,
        "effectiveDate": "2026-11-01T00:00:00Z",
        "offerTermCode": "JRTCKXETXF",
        "termAttributes": {},
    }
    product = {"productFamily": attributes["productFamily"], "attributes": rest, "sku": sku}
    terms = {"OnDemand": {f"{sku}.JRTCKXETXF": term}}
    return json.dumps(
        {"product": product, "serviceCode": "AmazonSageMaker", "terms": terms, "version": "20261101"}
    )
