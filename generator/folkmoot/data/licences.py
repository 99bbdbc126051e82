"""Licences as SPDX lists them."""

from __future__ import annotations

import re

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

_ONE = re.compile(r"[A-Za-z0-9.-]+")

USUAL = (
    *("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0"),
    *("CC-BY-3.0", "CC-BY-SA-3.0", "PDDL-1.0", "ODbL-1.0", "ODC-By-1.0", "OGL-UK-3.0", "OGL-Canada-2.0"),
    *("DL-DE-BY-2.0", "DL-DE-ZERO-2.0", "etalab-2.0", "NLOD-2.0", "EUPL-1.2", "MIT", "Apache-2.0"),
)
"""Those that data and texts are mostly given away under: what somebody may have meant."""


def is_known(identifier: str) -> bool:
    """Tell whether one licence is on the list, or is none of it and says so by `LicenseRef-`."""
    try:
        return bool(_ONE.fullmatch(identifier)) and canonicalize_license_expression(identifier) == identifier
    except InvalidLicenseExpression:
        return False
