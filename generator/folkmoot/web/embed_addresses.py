"""Where other people's pages find a recommendation: its card, badge and short address, and the HTML that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation
from folkmoot.web.site import Site

CARD_WIDTH, CARD_HEIGHT = 600, 300
PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 630
SITE_PICTURE = "assets/share/site.png"
_UNLISTED = ("embed/", "r/")


@dataclass(frozen=True, slots=True)
class EmbedAddresses:
    """One recommendation as other pages show it; `url` is the site's address with a slash at its end, or empty."""

    url: str
    assembly: Assembly
    recommendation: Recommendation

    @property
    def address(self) -> str:
        """Give the address of the page itself; like all others, below the site's root."""
        return f"{self.assembly.id}/recommendations/{self.recommendation.id}/"

    @property
    def short(self) -> str:
        """Give the address that is short enough to be read out or printed."""
        return f"r/{self.assembly.id}/{self.recommendation.id}/"

    @property
    def card(self) -> str:
        """Give the address of the card, a small page to be shown in a frame."""
        return f"embed/{self.assembly.id}/{self.recommendation.id}/"

    @property
    def badge(self) -> str:
        """Give the address of the badge, a picture."""
        return f"badges/{self.assembly.id}/{self.recommendation.id}.svg"

    @property
    def oembed(self) -> str:
        """Give the address of the description that programs read which turn a link into a card."""
        return f"oembed/{self.assembly.id}/{self.recommendation.id}.json"

    @property
    def title(self) -> str:
        """Name the recommendation and its assembly."""
        number = f"{self.recommendation.number} " if self.recommendation.number else ""
        return f"{number}{self.recommendation.title} – {self.assembly.name}"

    @property
    def card_html(self) -> str:
        """Write the HTML that shows the card; it holds no script."""
        return (
            f'<iframe src="{escape(self.url + self.card)}" title="{escape(self.title)}" '
            f'width="{CARD_WIDTH}" height="{CARD_HEIGHT}" loading="lazy"></iframe>'
        )

    @property
    def badge_html(self) -> str:
        """Write the HTML that shows the badge and leads to the page."""
        return (
            f'<a href="{escape(self.url + self.address)}">'
            f'<img src="{escape(self.url + self.badge)}" alt="{escape(self.title)}" height="24"></a>'
        )


def picture(assembly: Assembly | None) -> str:
    """Give the address of the picture that stands for an assembly, or for the whole site."""
    return f"assets/share/{assembly.id}.png" if assembly else SITE_PICTURE


def head(site: Site, assembly: Assembly | None, embed: EmbedAddresses | None) -> str:
    """Write what the head of a page says to those who show a link to it; nothing while the site has no address.

    The theme writes what all pages have, hand-written ones too (Open Graph protocol, oEmbed 1.0). The space after
    `alternate` means nothing to those who read the link, and keeps the theme's script from it: where the relation is
    `alternate` alone, it takes the link for another language and asks for a `sitemap.xml` beside it.
    """
    if not site.settings.url:
        return ""
    written = ""
    if site.settings.pictures:
        name = escape(assembly.name if assembly else site.settings.name)
        written += (
            f'<meta property="og:image" content="{escape(site.settings.url)}{picture(assembly)}">'
            f'<meta property="og:image:width" content="{PICTURE_WIDTH}">'
            f'<meta property="og:image:height" content="{PICTURE_HEIGHT}">'
            f'<meta property="og:image:alt" content="{name}">'
        )
    if embed is not None and site.settings.extras:
        written += (
            f'<link rel="alternate " type="application/json+oembed" href="{escape(site.settings.url)}{embed.oembed}" '
            f'title="{escape(embed.title)}">'
        )
    return written


def is_listed(path: str) -> bool:
    """Say whether search engines should know of a page: not of those that only stand for another one."""
    return not path.startswith(_UNLISTED) and not path.endswith("/print/index.html")
