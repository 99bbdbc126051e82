"""Where other people's pages find a recommendation: its card, badge and short address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Recommendation
from folkmoot.web.addresses import Addresses, GivenUp

CARD_WIDTH, CARD_HEIGHT = 600, 300
PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 630
SITE_PICTURE = "assets/share/site.png"
_UNLISTED = ("embed/", "r/")


@dataclass(frozen=True, slots=True)
class EmbedAddresses:
    """One recommendation as other pages show it; `url` is the site's address with a slash at its end, or empty."""

    card_size: ClassVar = (CARD_WIDTH, CARD_HEIGHT)

    url: str
    assembly: Assembly
    recommendation: Recommendation | GivenUp

    @property
    def _addresses(self) -> Addresses:
        return Addresses(self.assembly.id, self.recommendation.id)

    @property
    def address(self) -> str:
        """Give the address of the page itself; like all others, below the site's root."""
        return self._addresses.page

    @property
    def short(self) -> str:
        """Give the address that is short enough to be read out or printed."""
        return self._addresses.short

    @property
    def card(self) -> str:
        """Give the address of the card, a small page to be shown in a frame."""
        return self._addresses.card

    @property
    def badge(self) -> str:
        """Give the address of the badge, a picture."""
        return self._addresses.badge

    @property
    def oembed(self) -> str:
        """Give the address of the description that programs read which turn a link into a card."""
        return self._addresses.oembed

    @property
    def title(self) -> str:
        """Name the recommendation and its assembly."""
        number = f"{self.recommendation.number} " if self.recommendation.number else ""
        return f"{number}{self.recommendation.title} – {self.assembly.name}"


def picture(assembly: Assembly | None) -> str:
    """Give the address of the picture that stands for an assembly, or for the whole site."""
    return f"assets/share/{assembly.id}.png" if assembly else SITE_PICTURE


def is_listed(path: str) -> bool:
    """Say whether search engines should know of a page: not of those that only stand for another one."""
    return not path.startswith(_UNLISTED) and not path.endswith("/print/index.html")
