"""Who asks AWS, and what that person does when the credentials are no longer good."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, for remedies.

    Args:
        profile: empty where none is named.
        region: where is asked.
        method: botocore's word for where the credentials came from, empty while unknown.
    """

    profile: str
    region: str
    method: str = ""

    @property
    def option(self) -> str:
        """What names the profile on the AWS command line, with a blank before it; empty without one."""
        return f" --profile {self.profile}" if self.profile else ""

    def place(self) -> str:
        """Such as ``sagemaker us-east-1 (ml)``."""
        return f"sagemaker {self.region}" + (f" ({self.profile})" if self.profile else "")

    def for_whom(self) -> str:
        """Whose permission is meant, for the end of a sentence."""
        return f" for profile {self.profile}" if self.profile else ""

    def renewal(self, method: str = "") -> str:
        """What renews the credentials, by where they came from."""
        method = method or self.method
        if "sso" in method:
            return f"run: aws sso login{self.option}"
        if "login" in method:
            return f"run: aws login{self.option}"
        if method == "env":
            return "the keys come from the environment: start trainscope again in a shell with new ones"
        if method == "shared-credentials-file":
            return "put new keys into ~/.aws/credentials"
        if method == "custom-process":
            return "renew what the profile's credential_process needs"
        if method == "assume-role":
            return f"run: aws sts get-caller-identity{self.option} – it says what is missing"
        return f"renew them (aws sso login{self.option}, or new keys)"

    def code_wanted(self) -> str:
        """What to do where a role is only given for a code from a device."""
        return f"run: aws sts get-caller-identity{self.option} and give it the code"

    def no_credentials(self) -> str:
        """What to do where there are none."""
        return (
            f"run: aws configure{self.option}, or aws sso login{self.option}; "
            "another profile: --profile, AWS_PROFILE"
        )
