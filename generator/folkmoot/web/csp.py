"""The content security policy that each page carries: what a browser may load and run in it, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.DOTALL)
_PLACE = '<meta charset="utf-8">'
_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'{hashes}",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
"""Everything from the site itself only; images may stand in the style sheets (the theme's icons do); WebAssembly may
run (the search needs it), and such inline scripts as the theme writes, each by its hash."""


def guard(page: str, content: str = "") -> str:
    """Write the policy into the head of a page, before anything that could be loaded.

    The scripts that it allows are those of the theme: `content`, what stands in the frame of the theme, is left out, so
    that a script which found its way into it stays forbidden. A `<meta>` element works on hosts where headers can't be
    set. (Content Security Policy Level 3, W3C.)
    """
    frame = page.replace(content, "") if content else page
    scripts = dict.fromkeys(found for found in _SCRIPT.findall(frame) if found)
    policy = "; ".join(_DIRECTIVES).format(hashes="".join(f" '{_hash(script)}'" for script in scripts))
    return page.replace(_PLACE, f'{_PLACE}<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _hash(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
