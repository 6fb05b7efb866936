"""Service Quotas: how many instances of a type the account may use, for training, endpoints and batch transforms."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.aws.answer import Refusal
from tests.aws.paging import paged

USUAL: tuple[str, ...] = (
    "p3.2xlarge",
    "p3.8xlarge",
    "p3.16xlarge",
    "p3dn.24xlarge",
    "g4dn.xlarge",
    "g4dn.2xlarge",
    "g4dn.4xlarge",
)
USUAL += (
    "g4dn.8xlarge",
    "g4dn.12xlarge",
    "g4dn.16xlarge",
    "g5.xlarge",
    "g5.2xlarge",
    "g5.4xlarge",
    "g5.8xlarge",
)
USUAL += ("g5.12xlarge", "g5.16xlarge", "g5.24xlarge", "g5.48xlarge", "m5.large", "m5.xlarge", "c5.xlarge")


def quota_name(instance: str, *, spot: bool) -> str:
    """The quota's name, which is also how the service words it."""
    return f"{instance} for {'spot ' if spot else ''}training job usage"


class Quotas:
    """Quotas by name; `set` changes them."""

    def __init__(self, region: str, account: str) -> None:
        self._arn = f"arn:aws:servicequotas:{region}:{account}:sagemaker/"
        self.values = {quota_name(f"ml.{size}", spot=spot): 8.0 for size in USUAL for spot in (False, True)}
        for use in ("endpoint", "transform job"):
            self.values |= {f"ml.{size} for {use} usage": 4.0 for size in USUAL}

    def set(self, instance: str, value: float, *, spot: bool = False) -> None:
        """Allow so many instances of a type (``ml.g5.xlarge``) for training."""
        self.values[quota_name(instance, spot=spot)] = value

    def check(self, name: str, *, used: int, wanted: int) -> None:
        """Refuse what is over the quota of that name, in the service's words."""
        limit = int(self.values.get(name, 0))
        if used + wanted > limit:
            raise Refusal(
                "ResourceLimitExceeded",
                f"The account-level service limit '{name}' is {limit} Instances, with current utilization of {used} "
                f"Instances and a request delta of {wanted} Instances. Please use AWS Service Quotas to request an "
                "increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an "
                "increase for this quota.",
            )

    def __call__(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if request.get("ServiceCode") != "sagemaker":
            raise Refusal(
                "NoSuchResourceException", "The request failed because the specified service does not exist."
            )
        quotas = [self._quota(name, value) for name, value in self.values.items()]
        if operation in {"ListServiceQuotas", "ListAWSDefaultServiceQuotas"}:
            return paged(quotas, request, "Quotas", default=100)
        if operation not in {"GetServiceQuota", "GetAWSDefaultServiceQuota"}:
            raise Refusal("UnknownOperationException", f"{operation} is not played by the test account")
        for quota in quotas:
            if quota["QuotaCode"] == request.get("QuotaCode"):
                return {"Quota": quota}
        raise Refusal(
            "NoSuchResourceException", "The request failed because the specified quota does not exist."
        )

    def _quota(self, name: str, value: float) -> dict[str, Any]:
        code = "L-" + hashlib.sha1(name.encode()).hexdigest()[:8].upper()
        return {
            "ServiceCode": "sagemaker",
            "ServiceName": "Amazon SageMaker",
            "QuotaArn": self._arn + code,
            "QuotaCode": code,
            "QuotaName": name,
            "Value": value,
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
            "QuotaAppliedAtLevel": "ACCOUNT",
        }
