"""The one door to MkDocs: hooks of a few lines that hand it the pages and files made from the record."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment
from markupsafe import Markup, escape
from mkdocs.config import config_options as option
from mkdocs.config.base import LegacyConfig
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as ContentPage
from mkdocs.theme import Theme as MkDocsTheme
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from folkmoot import clock, pipeline
from folkmoot.data.messages import N_
from folkmoot.data.problems import BadData, BadSettings, as_text
from folkmoot.i18n import localizer
from folkmoot.mkdocs import repository
from folkmoot.mkdocs.site_build import SiteBuild
from folkmoot.publish import search, staging, workers
from folkmoot.web import csp, footer, forges
from folkmoot.web.settings import Settings, options
from folkmoot.web.site import Site

STYLES = ("assets/folkmoot.css", "assets/folkmoot-pages.css", "assets/folkmoot-releases.css")
PALETTE = (
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-night", "name": N_("Switch to dark colours")},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-sunny", "name": N_("Switch to light colours")},
    },
)

WRITTEN_AS_IS = ("title", "description", "author")
"""What the theme takes from a page's front matter and writes without escaping it."""

Watch = Callable[[Iterable[staging.Written]], Iterable[staging.Written]]


def _option(default: Any) -> Any:
    """Make the option of MkDocs for a setting: of the type of its default; a list may name nothing."""
    if isinstance(default, tuple):
        return option.ListOfItems(option.Type(str), default=[])
    return option.Type(type(default), default=default)


class FolkmootPlugin(BasePlugin[LegacyConfig]):
    """Publish the record in `datasets/` as part of a MkDocs site.

    `site` may be set before the build to a record that was checked already; `watch` is handed every file that is
    written, for a progress bar; without `search` the site has no search.
    """

    config_scheme = (
        ("datasets_dir", option.Type(str, default="datasets")),
        ("templates_dir", option.Type(str, default="site_templates")),
        ("as_of", option.Type(str, default="")),
        *((name, _option(default)) for name, default in options()),
    )

    def __init__(self) -> None:
        self.site: Site | None = None
        self.workers = 1
        self.search = True
        self.watch: Watch = lambda files: files
        self._site_dir = Path()
        self._staging: Path | None = None
        self._warnings = CountHandler(level=logging.WARNING)
        self._kept_back: tuple[MkDocsConfig | None, str] = (None, "")
        self._build: SiteBuild | None = None
        self._theme: Environment | None = None

    @property
    def build(self) -> SiteBuild:
        """Give the build that goes on; MkDocs calls no hook that needs it before it has found the pages."""
        if self._build is None:
            raise LookupError("MkDocs must have found its pages before the record is built among them")
        return self._build

    def settings(self, config: MkDocsConfig) -> Settings:
        """Gather what mkdocs.yml says of the site; raises `BadSettings` where the date or a folder is none."""
        root = Path(config.config_file_path).resolve().parent
        datasets = root / self.config["datasets_dir"]
        if not datasets.resolve().is_relative_to(root):
            raise BadSettings(f"datasets_dir: must be a folder below {root}, got {self.config['datasets_dir']}")
        own = root / self.config["templates_dir"]
        ours = {name: self.config[name] for name, _ in options()}
        folder = ours["repo_folder"].strip() or forges.folder_in(root)
        code = forges.repository(self._repository(config), ours["forge"].strip(), folder)
        ours |= {"contact": footer.contact(ours["contact"].strip(), code), "packages": tuple(ours["packages"])}
        ours |= {"publisher": ours["publisher"].strip()}
        zone = clock.zone(ours["time_zone"])
        as_of = clock.as_of(self.config["as_of"], "as_of", zone)
        return Settings(
            root=root,
            datasets=datasets,
            as_of=as_of,
            checked_on=max(as_of, clock.today(zone)),
            name=_plain(config.site_name),
            url=f"{config.site_url.rstrip('/')}/" if config.site_url else "",
            site_id=_site_id(config),
            description=_plain(config.site_description or ""),
            templates=(own,) if own.is_dir() else (),
            repository=code,
            **{**ours, "languages": _languages(config, ours["languages"])},
        )

    def _repository(self, config: MkDocsConfig) -> str:
        """Give `repo_url`, which is kept back from the theme; MkDocs may use one plugin for several projects."""
        owner, address = self._kept_back
        return config.repo_url or (address if owner is config else "")

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Leave the content security policy out of a preview: MkDocs reloads it by a script in the page."""
        if command == "serve":
            self.config["csp"] = False

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Take the theme and its styles as they must be, and send MkDocs to a staging folder."""
        _use_theme(config)
        _escape_settings(config)
        self._kept_back = (config, self._repository(config))
        config.repo_url = None
        repository.complete_edit_addresses(config, self._repository(config))
        config.mdx_configs.setdefault("tables", {}).setdefault("use_align_attribute", True)
        config.extra_css = [*STYLES, *(css for css in config.extra_css if css not in STYLES)]
        self._site_dir = Path(config.site_dir)
        with _said_by_mkdocs():
            self._staging = staging.staging(self._site_dir)
        config.site_dir = str(self._staging)
        self._warnings = CountHandler(level=logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self._warnings)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and check the datasets before MkDocs writes anything."""
        if self.site is None:
            settings = self.settings(config)
            with _said_by_mkdocs():
                self.site = pipeline.site_of(settings, pipeline.inspect(settings))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Leave the pages of further languages out of the navigation without a warning; the switch leads to them.

        The theme's template of a sitemap goes: MkDocs would copy it as it is. Ours is made where there is an address.
        """
        template = files.get_file_from_path("sitemap.xml")
        if template is not None and template.src_dir != config.docs_dir:
            files.remove(template)
        prefixes = tuple(one.prefix for one in self.site.siblings) if self.site else ()
        for file in files.documentation_pages():
            if file.src_uri.startswith(prefixes):
                file.inclusion = InclusionLevel.NOT_IN_NAV
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Add the pages about all assemblies; those of single ones stay out of the navigation, many as they are."""
        self._build = SiteBuild(self.site, files, nav, config) if self.site else None
        return self.build.nav

    def on_page_markdown(self, markdown: str, *, page: ContentPage, config: MkDocsConfig, files: Files) -> str:
        """Escape what the front matter of a hand-written page has the theme write as it is."""
        page.meta.update({name: escape(page.meta[name]) for name in WRITTEN_AS_IS if page.meta.get(name)})
        return markdown

    def on_page_content(self, html: str, *, page: ContentPage, config: MkDocsConfig, files: Files) -> str:
        """Put the words of content/index.md into the home page."""
        with _said_by_mkdocs():
            return self.build.home(page, html)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme for our own pages, and leave out the empty lines between its parts."""
        env.trim_blocks = env.lstrip_blocks = True
        self._theme = env
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: ContentPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Speak the page's language around it."""
        cast(dict[str, Any], context).update(self.build.around(page))
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Speak the site's own language around the page for addresses where nothing is."""
        cast(dict[str, Any], context).update(self.build.around_nothing())
        return context

    def on_post_page(self, output: str, *, page: ContentPage, config: MkDocsConfig) -> str:
        """Write the content security policy into a page."""
        return csp.guard(output, page.content or "") if self.config["csp"] else output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Write it into the page for addresses where nothing is, too."""
        guarded = self.config["csp"] and template_name.endswith(".html")
        return csp.guard(output_content) if guarded else output_content

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write our files beside those of MkDocs, and put the whole in the place of the old site.

        MkDocs refuses a strict build with warnings only after this hook, so the old site isn't replaced then.
        """
        self._forget_warnings()
        if self._theme is None or (config.strict and self._warnings.get_counts()):
            return
        with _said_by_mkdocs():
            self._publish(Path(config.site_dir), self._theme)
        config.site_dir = str(self._site_dir)
        self._forget_build()

    def _publish(self, built: Path, theme: Environment) -> None:
        with closing(workers.write_jobs(built, self.build.jobs(theme, self.search), self.workers)) as written:
            sums = staging.collect(self.watch(written))
        if self.search:
            search.index(built)
        sums = {**sums, **staging.collect(staging.write(built, self.build.sitemap(sums)))}
        staging.write_manifest(built, sums, staging.manifest_header(self.site))
        staging.swap(built, self._site_dir)

    def on_build_error(self, *, error: Exception) -> None:
        """Remove what was built so far; the old site stands untouched."""
        self.forget()

    def forget(self) -> None:
        """Remove what was built so far, of which MkDocs says nothing where somebody presses Ctrl+C."""
        self._forget_warnings()
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
        self._forget_build()

    def _forget_build(self) -> None:
        """Begin anew: MkDocs keeps a plugin from one build to the next, and nothing of one may reach another."""
        self.site, self._staging, self._build = None, None, None
        self.workers, self.search, self.watch = 1, True, lambda files: files

    def _forget_warnings(self) -> None:
        logging.getLogger("mkdocs").removeHandler(self._warnings)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Build again when a dataset or a template changes."""
        settings = self.settings(config)
        for folder in (settings.datasets, *settings.templates):
            server.watch(str(folder))
        return server


@contextmanager
def _said_by_mkdocs() -> Iterator[None]:
    """Have MkDocs say what is wrong with data or settings."""
    try:
        yield
    except BadData as error:
        raise PluginError(as_text(error.problems)) from error
    except BadSettings as error:
        raise PluginError(str(error)) from error


def _site_id(config: MkDocsConfig) -> str:
    """Take what tells this site from others: `site_id` below `extra`, else something made of its name."""
    stated = config.extra.get("site_id")
    if stated is None:
        return hashlib.sha256(_plain(config.site_name).encode()).hexdigest()[:16]
    if not isinstance(stated, str) or not re.fullmatch(r"[!-~]{1,200}", stated):
        raise BadSettings(
            f"extra.site_id: must be a word without spaces, or an address, got {stated} (write it in quotes)"
        )
    return stated


def _languages(config: MkDocsConfig, named: Iterable[str]) -> tuple[str, ...]:
    """List the languages of the site, its own first; the theme's where none is named, as far as it is known."""
    known = localizer.languages()
    for one in named:
        if one not in known:
            raise BadSettings(f"languages: must be some of {', '.join(known)}, got {one}")
    own = str(config.theme.get("language") or localizer.SOURCE)
    return tuple(dict.fromkeys(named)) or (own if own in known else localizer.SOURCE,)


def _escape_settings(config: MkDocsConfig) -> None:
    """Escape the plain texts of mkdocs.yml that the theme writes as they are; `_plain` gives them back."""
    for name in ("site_name", "site_description", "site_author"):
        if config[name]:
            config[name] = escape(config[name])


def _plain(text: str) -> str:
    return text.unescape() if isinstance(text, Markup) else text


def _use_theme(config: MkDocsConfig) -> None:
    """Choose Material where mkdocs.yml names no theme, and put our templates before those of Material.

    MkDocs' own default theme can't be told from none, and has no place for our pages; it is replaced as well.
    """
    if config.theme.name == "mkdocs":
        config.theme = MkDocsTheme(
            name="material",
            language="en",
            font=False,
            palette=list(PALETTE),
            features=["navigation.tabs", "content.code.copy"],
        )
    ours = str(localizer.folder() / "theme")
    own = [config.theme.custom_dir] if config.theme.custom_dir else []
    config.theme.dirs[:] = [*own, ours, *(d for d in config.theme.dirs if d not in (ours, *own))]
    # Ours lists all pages; that of MkDocs knows the hand-written ones only and holds the day of the build.
    config.theme.static_templates.discard("sitemap.xml")
