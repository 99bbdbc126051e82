"""The whole record of an assembly as a tagged PDF, made of its print page; needs the extra `folkmoot[pdf]`."""

from __future__ import annotations

import logging
from pathlib import Path

from folkmoot.data.problems import BadSettings
from folkmoot.i18n import localizer
from folkmoot.pages import print
from folkmoot.record.assembly import Assembly
from folkmoot.web import templates
from folkmoot.web.site import Site

_STYLES = "theme/assets/folkmoot-print.css"


def write(site: Site, assembly: Assembly, overrides: tuple[Path, ...], target: Path) -> None:
    """Write a PDF that says by tags what is a heading, a list, a link (PDF/UA-1, ISO 14289-1).

    It loads nothing from anywhere. Letters are those of the system's fonts, so the bytes are the same for the same
    fonts and the same WeasyPrint. Raises `BadSettings` where WeasyPrint isn't installed or `target` can't be
    written.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        message = "must have WeasyPrint, got none (pip install 'folkmoot[pdf]', and Pango: on Debian libpangoft2-1.0-0)"
        raise BadSettings(f"folkmoot pdf: {message}: {error}") from error
    env = templates.environment(site.tables.schemas, overrides, site.language)
    page = print.written(site, env, assembly, site.settings.url or "./")
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    nowhere = URLFetcher(allowed_protocols=())
    styles = CSS(string=(localizer.folder() / _STYLES).read_text(encoding="utf-8"), url_fetcher=nowhere)
    made = HTML(string=page, url_fetcher=nowhere).write_pdf(stylesheets=[styles], pdf_variant="pdf/ua-1", pdf_tags=True)
    try:
        target.write_bytes(made)
    except OSError as error:
        raise BadSettings(f"{target}: must be a file that can be written: {error.strerror}") from error
