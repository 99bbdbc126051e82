"""The problems of one file while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from folkmoot.data.gathering import gathered
from folkmoot.data.messages import N_, NOTHING, Message, Msgid, Named, filled
from folkmoot.data.problems import Diagnostic, in_reading_order

MAX_PROBLEMS = 100
_KEPT = 10_000
"""So many are kept until they are gathered by their kind; of further ones only the number is known."""

Place = tuple[int, int | None]
"""A line and, where it is known, a column, both from 1."""


@dataclass(slots=True)
class Report:
    """The problems of one file while it is read; `more` counts those beyond what is kept."""

    path: str
    problems: list[Diagnostic] = field(default_factory=list)
    more: int = 0

    @property
    def is_full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self.problems) >= _KEPT

    def add(
        self,
        code: str,
        sentence: Msgid | Message,
        hint: Msgid | Message = NOTHING,
        at: Place = (1, None),
        field: str | None = None,
        /,
        **values: Named,
    ) -> None:
        """Note a problem at a line and column; a text that was `found` there goes by this name."""
        if self.is_full:
            self.more += 1
            return
        line, column = at
        message, advice = filled(sentence, values), filled(hint, values)
        problem = Diagnostic(
            code=code, path=self.path, message=message, hint=advice, line=line, column=column, field=field
        )
        self.problems.append(problem)

    def absorb(self, other: Report) -> None:
        """Take over the problems of another report."""
        room = _KEPT - len(self.problems)
        self.problems.extend(other.problems[:room])
        self.more += other.more + len(other.problems[room:])

    def closed(self) -> tuple[Diagnostic, ...]:
        """Return the problems in reading order, each kind once; the last one counts those that are not listed."""
        every = in_reading_order(gathered(self.problems))
        listed, more = every[:MAX_PROBLEMS], self.more + len(every[MAX_PROBLEMS:])
        if not more:
            return listed
        message = Message(
            N_("one file lists at most %(most)s mistakes, got %(more)s more"), most=MAX_PROBLEMS, more=more
        )
        hint = Message(N_("mend those above and check again"))
        line = listed[-1].line
        last = Diagnostic(code="too-many-problems", path=self.path, message=message, hint=hint, line=line)
        return (*listed, last)
