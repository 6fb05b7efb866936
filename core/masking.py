"""Secrets in foreign text, masked before anything is stored or shown.

Containers print their environment (the multi-host prologue of reference/sagemaker-image-classification.md §3),
tools print signed addresses, scripts print what they should not. The name of a secret stays, its value becomes `MASK`.

No pattern can come to match because a longer text was cut, and none scans a text twice: hostile lines of 100 kB
take linear time. A private key that is logged line by line is known by its full lines (64 base64 characters with
upper case, lower case and digits); its shorter last line is not. Nor is a secret in whose name an unfinished escape
sequence ends: a terminal, too, would have taken those letters for a part of the sequence.
"""

from __future__ import annotations

import re

MASK = "<masked>"

_HINTS = ("akia", "asia", "eyj", "secret", "token", "bearer", "signature", "private key", "_uri")
_NAME = (
    r"""(?:secret[_-]?(?:access[_-]?)?key|(?:session|security|authorization)[_-]?token|x-amz-signature"""
    r"""|(?<=[?&])signature|container_credentials_(?:relative|full)_uri)["'\\]{0,3}"""
)
_NAMED = re.compile(
    rf"""((?>{_NAME}"""
    r"""(?:\s{0,8}[=:>]{1,3}\s{0,8}(?:[ub](?=["'\\]))?["'\\]{0,3}|\s{1,8}(?=[a-z0-9/+=]{16}))))"""
    rf"""(?!(?<=\s)\w{{0,32}}{_NAME}\s{{0,8}}[=:>])"""  # an empty value, and the next name
    r"""[^\s"'\\,;&<>…]+""",
    re.IGNORECASE | re.ASCII,
)
_KEY_ID = re.compile(r"(AKIA|ASIA)[A-Z0-9]{12,}")
_BEARER = re.compile(r"(bearer\s{1,8})[A-Za-z0-9._~+/=-]{16,}", re.IGNORECASE | re.ASCII)
_JWT = re.compile(r"eyJ[\w-]{6,}(\.[\w-]+)?(?:\.[\w-]*)?", re.ASCII)
_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:.*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|.*)", re.DOTALL
)
_PEM_LINE_LENGTH = 64
_PEM_LINE = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])[A-Za-z0-9+/]*")


def mask_secrets(text: str) -> str:
    """The text with the values of secrets masked.

    Known are AWS access key ids (their first four letters stay), secret keys and session tokens by their usual names,
    container credential addresses, signatures of presigned addresses, bearer tokens, JWTs and PEM private keys.
    """
    lower = text.lower()
    if any(hint in lower for hint in _HINTS):
        text = _PEM.sub(f"{MASK} (a key)", text)
        text = _NAMED.sub(rf"\1{MASK}", text)
        text = _BEARER.sub(rf"\1{MASK}", text)
        text = _JWT.sub(_masked_jwt, text)
        text = _KEY_ID.sub(rf"\1{MASK}", text)
    if len(text) == _PEM_LINE_LENGTH and _PEM_LINE.fullmatch(text):
        return MASK
    return text


def _masked_jwt(match: re.Match[str]) -> str:
    return MASK if match.group(1) else match.group()
