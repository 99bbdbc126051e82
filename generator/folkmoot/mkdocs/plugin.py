"""The one door to MkDocs: hooks of a few lines that hand it the pages and files made from the record."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment
from markupsafe import Markup, escape
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as ContentPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.theme import Theme as MkDocsTheme
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from folkmoot import clock, pipeline
from folkmoot.data.problems import BadData, BadSettings, as_text
from folkmoot.exports import sitemap
from folkmoot.i18n import localizer
from folkmoot.mkdocs import languages
from folkmoot.mkdocs.shell import Theme
from folkmoot.pages import spec
from folkmoot.publish import search, staging
from folkmoot.web import csp, embed_addresses, footer
from folkmoot.web.site import Page, Site, SiteFile


def gettext(text: str) -> str:
    """Mark a text for translation; it is looked up when the language is known."""
    return text


STYLES = ("assets/folkmoot.css", "assets/folkmoot-pages.css", "assets/folkmoot-releases.css")
ACROSS = (
    (gettext("Recommendations"), "recommendations/"),
    (gettext("Compare"), "compare/"),
    (gettext("Overdue"), "overdue/"),
    (gettext("Releases"), "releases/"),
    (gettext("Method"), "method/"),
    (gettext("Words"), "glossary/"),
    (gettext("Codebook"), "codebook/"),
)
PALETTE = (
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-night", "name": gettext("Switch to dark colours")},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-sunny", "name": gettext("Switch to light colours")},
    },
)

WRITTEN_AS_IS = ("title", "description", "author")
"""What the theme takes from a page's front matter and writes without escaping it."""

Watch = Callable[[Iterable[staging.Written]], Iterable[staging.Written]]


class Options(Config):
    """The options of the plugin in mkdocs.yml; each has a good default."""

    datasets_dir = option.Type(str, default="datasets")
    templates_dir = option.Type(str, default="site_templates")
    branch = option.Type(str, default="main")
    as_of = option.Type(str, default="")
    releases = option.Type(bool, default=True)
    pictures = option.Type(bool, default=True)
    extras = option.Type(bool, default=True)
    csp = option.Type(bool, default=True)
    contact = option.Type(str, default="")
    languages = option.ListOfItems(option.Type(str), default=[])


class FolkmootPlugin(BasePlugin[Options]):
    """Publish the record in `datasets/` as part of a MkDocs site.

    `site` may be set before the build to a record that was checked already; `watch` is handed every file that is
    written, for a progress bar; without `search` the site has no search.
    """

    def __init__(self) -> None:
        self.site: Site | None = None
        self.workers = 1
        self.search = True
        self.watch: Watch = lambda files: files
        self._site_dir = Path()
        self._staging: Path | None = None
        self._warnings = CountHandler(level=logging.WARNING)
        self._repository = ""
        self._jobs: tuple[pipeline.Job, ...] = ()
        self._intros: dict[str, str] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Leave the content security policy out of a preview: MkDocs reloads it by a script in the page."""
        if command == "serve":
            self.config.csp = False

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Take the theme and its styles as they must be, and send MkDocs to a staging folder."""
        _use_theme(config)
        _escape_settings(config)
        self._repository, config.repo_url = config.repo_url or self._repository, None
        config.mdx_configs.setdefault("tables", {}).setdefault("use_align_attribute", True)
        config.extra_css = [*STYLES, *(css for css in config.extra_css if css not in STYLES)]
        self._site_dir = Path(config.site_dir)
        try:
            self._staging = staging.staging(self._site_dir)
        except BadSettings as error:
            raise PluginError(str(error)) from error
        config.site_dir = str(self._staging)
        logging.getLogger("mkdocs").addHandler(self._warnings)
        return config

    def settings(self, config: MkDocsConfig) -> pipeline.Settings:
        """Gather what mkdocs.yml says of the site; raises `BadSettings` where the date or a folder is none."""
        root = Path(config.config_file_path).resolve().parent
        datasets = root / self.config.datasets_dir
        if not datasets.resolve().is_relative_to(root):
            raise BadSettings(f"datasets_dir: must be a folder below {root}, got {self.config.datasets_dir}")
        own = root / self.config.templates_dir
        repository = (config.repo_url or self._repository or "").rstrip("/")
        return pipeline.Settings(
            root=root,
            datasets=datasets,
            as_of=clock.as_of(self.config.as_of, "as_of"),
            name=_plain(config.site_name),
            url=f"{config.site_url.rstrip('/')}/" if config.site_url else "",
            description=_plain(config.site_description or ""),
            templates=(own,) if own.is_dir() else (),
            repository=repository,
            branch=self.config.branch,
            releases=self.config.releases,
            pictures=self.config.pictures,
            extras=self.config.extras,
            contact=footer.contact(self.config.contact.strip(), repository),
            languages=self._languages(config),
        )

    def _languages(self, config: MkDocsConfig) -> tuple[str, ...]:
        """List the languages of the site, its own first; the theme's where none is named, as far as it is known."""
        languages = localizer.languages()
        named = tuple(dict.fromkeys(self.config.languages))
        for one in named:
            if one not in languages:
                raise BadSettings(f"languages: must be some of {', '.join(languages)}, got {one}")
        own = str(config.theme.get("language") or localizer.SOURCE)
        return named or (own if own in languages else localizer.SOURCE,)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and check the datasets before MkDocs writes anything."""
        self._jobs = ()
        if self.site is not None:
            return
        settings = self.settings(config)
        try:
            self.site = pipeline.record(settings, pipeline.inspect(settings))
        except BadData as error:
            raise PluginError(as_text(error.problems)) from error
        except BadSettings as error:
            raise PluginError(str(error)) from error

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Leave the pages of further languages out of the navigation without a warning; the switch leads to them."""
        prefixes = tuple(f"{code}/" for code in self.settings(config).languages[1:])
        for file in files.documentation_pages():
            if file.src_uri.startswith(prefixes):
                file.inclusion = InclusionLevel.NOT_IN_NAV
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Add the pages about all assemblies; those of single ones stay out of the navigation, many as they are."""
        languages.escape_titles(nav.items)
        self._files, self._written = files, languages.addresses_of(files)
        own, *others = self.settings(config).languages
        localizers = {"" if code == own else f"{code}/": self._localizer(code) for code in (own, *others)}
        navs = languages.navigations(nav, ACROSS, localizers)
        self._site_languages = tuple(
            languages.SiteLanguage(one.language, prefix, one, navs[prefix], languages.palettes(config, one))
            for prefix, one in localizers.items()
        )
        config.extra["alternate"] = bool(others)
        return navs[""]

    def on_page_markdown(self, markdown: str, *, page: ContentPage, config: MkDocsConfig, files: Files) -> str:
        """Escape what the front matter of a hand-written page has the theme write as it is."""
        page.meta.update({name: escape(page.meta[name]) for name in WRITTEN_AS_IS if page.meta.get(name)})
        return markdown

    def on_page_context(
        self, context: TemplateContext, *, page: ContentPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Speak the page's language around it."""
        here = languages.language_of(self._site_languages, page)
        languages.activate(config, here)
        around = {"nav": here.nav, **self._around(here)}
        if len(self._site_languages) > 1:
            around["alternates"] = languages.of_page(self._site_languages, page, self._written.__contains__)
        cast(dict[str, Any], context).update(around)
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Speak the site's own language around the page for addresses where nothing is."""
        cast(dict[str, Any], context).update(self._around(self._site_languages[0]))
        return context

    def _around(self, here: languages.SiteLanguage) -> dict[str, Any]:
        """Give the theme the words of a language, and what the foot of its pages says."""
        if self.site is None:
            raise LookupError("the record is read before a page is dressed")
        around = footer.of(self.site, here.localizer, here.prefix, self._written.__contains__)
        return {"_": here.localizer.gettext, "prefix": here.prefix, "footer": around}

    def on_page_content(self, html: str, *, page: ContentPage, config: MkDocsConfig, files: Files) -> str:
        """Put the words of content/index.md into the home page."""
        here = languages.language_of(self._site_languages, page)
        if page.file.dest_uri != f"{here.prefix}index.html":
            return html
        try:
            home = self._home(config, here.prefix)
        except BadSettings as error:
            raise PluginError(str(error)) from error
        page.toc = TableOfContents([AnchorLink(title, anchor, 2) for anchor, title in home.contents])
        page.meta.setdefault("hide", ["navigation", "toc"])
        self._intros[here.prefix] = html
        page.meta["folkmoot"] = {"kind": home.kind, "head": home.head, "plain": ""}
        return home.body.replace(spec.INTRO, html)

    def on_post_page(self, output: str, *, page: ContentPage, config: MkDocsConfig) -> str:
        """Write the content security policy into a page."""
        return csp.guard(output, page.content or "") if self.config.csp else output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Write it into the page for addresses where nothing is, too."""
        guarded = self.config.csp and template_name.endswith(".html")
        return csp.guard(output_content) if guarded else output_content

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme, in which our pages are dressed later, and leave out the empty lines between its parts."""
        env.trim_blocks = env.lstrip_blocks = True
        self._theme = Theme(env, self._site_languages[0].nav, files, config)
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write our files beside those of MkDocs, seal them, and put the whole in the place of the old site.

        MkDocs refuses a strict build with warnings only after this hook, so the old site isn't replaced then.
        """
        self._forget_warnings()
        if config.strict and self._warnings.get_counts():
            return
        built = Path(config.site_dir)
        jobs = [partial(self._themed, config, job) for job in self._generated(config)]
        try:
            with closing(staging.write_jobs(built, jobs, self.workers)) as written:
                sums = staging.collect(self.watch(written))
            if self.search:
                search.index(built)
        except BadSettings as error:
            raise PluginError(str(error)) from error
        sums = {**sums, **staging.collect(staging.write(built, self._sitemap(config, sums)))}
        staging.write_manifest(built, sums, staging.manifest_header(self.site))
        staging.swap(built, self._site_dir)
        config.site_dir = str(self._site_dir)
        self.site, self._staging, self._jobs = None, None, ()

    def on_build_error(self, *, error: Exception) -> None:
        """Remove what was built so far; the old site stands untouched."""
        self.forget()

    def forget(self) -> None:
        """Remove what was built so far, of which MkDocs says nothing where somebody presses Ctrl+C."""
        self._forget_warnings()
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging = None

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

    def _home(self, config: MkDocsConfig, prefix: str) -> Page:
        """Make the home page of a language, which is the first page of some share."""
        firsts = (next(iter(job()), None) for job in self._generated(config))
        return next(one for one in firsts if isinstance(one, Page) and one.address == prefix)

    def _localizer(self, language: str) -> localizer.Localizer:
        if self.site is None:
            raise LookupError("the record is read before its words are needed")
        return localizer.of(language, self.site.tables.schemas)

    def _generated(self, config: MkDocsConfig) -> tuple[pipeline.Job, ...]:
        if self.site is None:
            raise LookupError("the record is read before anything is made from it")
        self._jobs = self._jobs or pipeline.generate(self.settings(config), self.site)
        return self._jobs

    def _themed(self, config: MkDocsConfig, job: pipeline.Job) -> Iterator[SiteFile]:
        """Dress the pages; a page of the record may not lie where a hand-written one does, the home page aside."""
        written = {file.dest_uri: file.src_uri for file in self._files if file.inclusion.is_included()}
        for item in job():
            path = item.path
            plain = item.plain if isinstance(item, Page) else None
            if (plain == "" and path in written) or (plain == "search/" and not self.search):
                continue
            if path in written:
                own = Path(config.docs_dir, written[path])
                raise BadSettings(f"{own}: must leave the address {path} to the record (rename this file)")
            yield self._themed_page(item) if isinstance(item, Page) else item

    def _themed_page(self, page: Page) -> SiteFile:
        themed = self._theme.apply(page)
        if not page.plain:
            intro = languages.borrowed(self._site_languages[0], self._intros.get("", "")) if page.prefix else ""
            themed = themed.replace(spec.INTRO, intro)
        return SiteFile(page.path, themed.encode())

    def _sitemap(self, config: MkDocsConfig, written: Iterable[str]) -> Iterator[SiteFile]:
        """List the hand-written pages and those of the record."""
        own = (file.url.removeprefix("./") for file in self._files.documentation_pages())
        made = (
            path.removesuffix("index.html")
            for path in written
            if path.endswith("index.html") and embed_addresses.is_listed(path)
        )
        return sitemap.make(self.settings(config).url, [*own, *made])


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
