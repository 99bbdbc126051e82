"""What a name in the data may be: identifiers, files, codes of languages."""

from __future__ import annotations

import re

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))])
"""Names that no file may have on Windows."""

KEPT = DEVICES.union("about all api catalog files guide index latest manifest measures".split())
"""Names that are kept free whatever is made: devices, customary pages, and addresses that are promised or files."""

ENDINGS = (".csv", ".yaml")
DOCUMENT = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*\.(pdf|png|jpg|jpeg|webp|txt|csv)\Z")
DOCUMENTS = "documents"
LOCKS = ("~$", ".~lock.")
"""How the names of the files begin that Excel and LibreOffice put beside a table while it is open."""
TRANSLATIONS = "translations"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")
