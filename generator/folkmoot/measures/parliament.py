"""What parliaments did with it, and who carried it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from folkmoot.data.vocabulary import of
from folkmoot.record.assembly import Assembly
from folkmoot.record.outcomes import Action

UNKNOWN = "unknown"
"""Stands for an outcome that isn't recorded."""


@dataclass(frozen=True, slots=True)
class Activity:
    """The actions of one assembly, counted; `votes` are those with counts, `unknown` stands for no outcome recorded."""

    by_kind: Counter[str]
    by_outcome: Counter[str]
    by_topic: Counter[str]
    by_champion: Counter[str]
    votes: tuple[Action, ...]

    @property
    def carried(self) -> int:
        """Count what was adopted."""
        return self._ending("was_carried")

    @property
    def turned_down(self) -> int:
        """Count what was rejected."""
        return self._ending("was_turned_down")

    def _ending(self, mark: str) -> int:
        return sum(self.by_outcome[value] for value in of("parliamentary_actions.outcome").counting_as(mark))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """List the outcomes that occur, in the order of their vocabulary, and last those that aren't recorded."""
        return tuple(name for name in (*of("parliamentary_actions.outcome"), UNKNOWN) if self.by_outcome[name])


def activity(assembly: Assembly) -> Activity:
    """Count the recorded actions by kind, outcome, topic and champion (by identifier)."""
    actions = assembly.actions
    return Activity(
        by_kind=Counter(action.kind for action in actions),
        by_outcome=Counter(action.outcome or UNKNOWN for action in actions),
        by_topic=Counter(topic for action in actions for topic in _topics(assembly, action)),
        by_champion=Counter(action.champion.id for action in actions if action.champion is not None),
        votes=tuple(action for action in actions if action.votes_for is not None),
    )


def _topics(assembly: Assembly, action: Action) -> Iterable[str]:
    """List the topics of an action: its own, else those of its recommendations, each once."""
    if action.topic is not None:
        return (action.topic.id,)
    found = (assembly.by_id[name].topic for name in action.recommendations if name in assembly.by_id)
    return dict.fromkeys(topic.id for topic in found if topic is not None)
