"""What is said of the data: sentences that can be translated, with named values; no rule makes a finished string."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pytest

from folkmoot import dataset
from folkmoot.data.messages import HIDDEN, N_, Message, both, either, plural, quoted, verbatim
from folkmoot.data.problems import Diagnostic, did_you_mean
from folkmoot.i18n import localizer
from tests.projects import EXAMPLE, change, run

PACKAGE = Path(dataset.__file__).parent
BROKEN = Path(__file__).parent / "data" / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir())
MODULES = sorted([*PACKAGE.glob("data/**/*.py"), *PACKAGE.glob("history/*.py"), *PACKAGE.glob("*.py")])
LATE = Message(
    N_("must not be before %(day)s, got %(found)s"),
    day=Message(N_("the day of %(version)s"), version="1.0"),
    found=3.14159,
)


pytest_plugins = ["tests.project_fixtures"]


class Loud:
    """A language in which everything is shouted between brackets."""

    def gettext(self, text: str) -> str:
        return "[" + "".join(part if part.startswith("%") else part.upper() for part in PARTS.split(text)) + "]"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n in (0, 1) else many)


PARTS = re.compile(r"(%\(\w+\)s|%%)")


# A message


def test_a_message_is_english_and_in_another_language_whatever_is_nested_in_it_too() -> None:
    assert str(LATE) == "must not be before the day of 1.0, got 3.14"
    assert LATE.translated(Loud()) == "[MUST NOT BE BEFORE [THE DAY OF 1.0], GOT 3.14]"
    assert Message(N_("%(names)s are 100 %%"), names=("a", "%(b)s")).translated(Loud()) == "[a, %(b)s ARE 100 %]"


def test_a_message_is_a_value() -> None:
    same = Message(N_("got %(found)s"), found="x", more="is not in the sentence")
    assert same == Message(N_("got %(found)s"), found="x") and len({same, Message(N_("got %(found)s"), found="y")}) == 2


def test_a_place_without_a_value_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="found"):
        Message(N_("got %(found)s"))


def test_each_number_takes_its_form_in_each_language() -> None:
    said = [plural("%(num)s cell", "%(num)s cells", n, num=n) for n in (0, 1, 2)]
    assert [str(one) for one in said] == ["0 cells", "1 cell", "2 cells"]
    assert [one.translated(Loud()) for one in said] == ["[0 CELL]", "[1 CELL]", "[2 CELLS]"]


def test_lists_are_made_of_messages() -> None:
    assert str(either(["a", "b", "c"])) == "a or b or c"
    assert str(both(["a"])) == "a"
    assert str(Message(N_("%(all)s"), all=both(["a", "b"]))) == "a and b"


def test_what_is_not_public_is_named_as_such_and_nothing_is_suggested() -> None:
    message = Message(N_("must be a table, got %(found)s in line %(line)s"), found=quoted("secret"), line=3)
    problem = Diagnostic(code="x", path="p", message=message, hint=did_you_mean("secret", ["secrets"]))
    assert str(problem) == 'p:1: error[x]: must be a table, got "secret" in line 3 (did you mean "secrets"?)'
    assert str(problem.hidden()) == "p:1: error[x]: must be a table, got a value that isn't public in line 3"
    assert quoted(HIDDEN) is HIDDEN


def test_a_catalogue_translates_as_gettext_does() -> None:
    polish = localizer.Catalogue(
        {("", "got %(found)s"): ("jest %(found)s",), ("", "%(num)s row"): ("%(num)s wiersz", "%(num)s wiersze")},
        form=lambda n: int(n != 1),
    )
    assert Message(N_("got %(found)s"), found="x").translated(polish) == "jest x"
    assert plural("%(num)s row", "%(num)s rows", 2, num=2).translated(polish) == "2 wiersze"
    assert plural("%(num)s cell", "%(num)s cells", 2, num=2).translated(polish) == "2 cells"


# The command


@pytest.fixture
def broken(project: Path) -> Path:
    change(project, f"{EXAMPLE}/ballots.csv", "b2,r2,2026-04-19,secret_ballot", "b2,r2,2026-04-19,secret_balot")
    return project


def test_lang_chooses_the_language_of_messages(broken: Path) -> None:
    english, same = run("check", broken), run("check", broken, "--lang", "en")
    assert (same.exit_code, same.output) == (english.exit_code, english.output)
    german = run("check", broken, "--lang", "de")
    assert (german.exit_code, german.stdout.splitlines()[-1]) == (1, "1 Fehler, 0 Warnungen")
    assert " error[not-in-list] " in german.stdout
    assert run("build", broken, "--lang", "fr").stderr.endswith("1 erreur, 0 avertissement\nRien n’a été publié.\n")


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_language_without_words_is_said_in_one_line(command: str, broken: Path) -> None:
    result = run(command, broken, "--lang", "tlh")
    assert result.exit_code == 2
    known = ", ".join(localizer.languages())
    assert result.stderr == f'folkmoot: --lang: must be one of {known}, got "tlh"\n'


# No finished strings


@pytest.mark.parametrize("case", CASES)
def test_everything_that_is_said_of_a_broken_project_can_be_translated(case: str) -> None:
    for problem in dataset.read(BROKEN / case / "datasets", "datasets").problems:
        for message in filter(None, (problem.message, problem.hint)):
            said = message.translated(Loud())
            assert said.startswith("[") and said.endswith("]") and "%(" not in said, str(problem)


SAYING = frozenset(
    "Diagnostic Finding Message Violation _at _column_problem _formed _list_item _problem add both either filled "
    "finding plural problem quoted verbatim violation".split()
)
"""What makes a message, or is handed the parts of one."""

FIELDS = frozenset("code column field line path row severity table".split())
"""What a diagnostic says beside its message."""


def calls(body: Sequence[ast.AST], names: Names) -> Iterator[tuple[ast.Call, Names]]:
    """Give each call in a block, with what its names may be bound to; `names` are changed as the block binds them."""
    for statement in body:
        own = [node for node in ast.iter_child_nodes(statement) if not isinstance(node, BLOCKS)]
        yield from ((call, names) for part in own for call in ast.walk(part) if isinstance(call, ast.Call))
        for name, value in pairs(statement):
            names[name] = [*names.get(name, ()), value] if isinstance(statement, ast.AugAssign) else [value]
        ends = [dict(names)]
        for block in blocks(statement):
            ends.append(dict(names))
            yield from calls(block, ends[-1])
        if not isinstance(statement, FUNCTION | ast.ClassDef):
            names |= {name: [one for end in ends for one in end.get(name, ())] for name in {*chain(*ends)}}


Names = dict[str, list[ast.expr]]
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = ast.stmt | ast.ExceptHandler


def blocks(statement: ast.AST) -> Iterator[Sequence[ast.AST]]:
    """Give the blocks of a statement, such as those of `if` and `else`."""
    for name in ("body", "orelse", "finalbody", "handlers"):
        found = getattr(statement, name, None)
        if isinstance(found, list) and found and isinstance(found[0], BLOCKS):
            yield found


def pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Give the names that a statement binds, with what they are bound to."""
    if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
        targets, value = [node.target], node.value
    elif isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    else:
        return
    for target in targets:
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value
        elif isinstance(target, ast.Tuple):
            parts = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
            yield from (
                (one.id, part) for one, part in zip(target.elts, parts, strict=True) if isinstance(one, ast.Name)
            )


def called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def parts(call: ast.Call, names: Mapping[str, list[ast.expr]]) -> Iterator[ast.expr]:
    """Give what a call is handed for a message; a name stands for what it is bound to."""
    keywords = [one.value for one in call.keywords if one.arg not in FIELDS or called(call) == "Message"]
    for argument in (*call.args, *keywords):
        for node in ast.walk(argument):
            if isinstance(node, ast.Name):
                yield from names.get(node.id, ())
            elif isinstance(node, ast.expr):
                yield node


def finished(tree: ast.Module) -> Iterator[int]:
    """Give the lines on which words are put together where a message is made."""
    for call, names in calls(tree.body, {}):
        if called(call) in SAYING and any(map(is_finished, parts(call, names))):
            yield call.lineno
        if called(call) == "N_" and not isinstance(call.args[0], ast.Constant):
            yield call.lineno


WORDS = re.compile(r"[A-Za-z] | [A-Za-z]")


def is_finished(node: ast.expr) -> bool:
    """Tell whether an expression puts words together: an f-string, a sum, `%` or `format`."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and WORDS.search(str(part.value)) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return any(has_words(side) for side in (node.left, node.right))
    return isinstance(node, ast.Call) and called(node) == "format" and has_words(node.func)


def has_words(node: ast.AST) -> bool:
    texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return any(re.search("[A-Za-z]", text) for text in texts)


@pytest.mark.parametrize(
    "code",
    [
        'finding(row, "x", f"must be {x}, got nothing")',
        'finding(row, "x", N_("must be %(x)s") % {"x": 1})',
        'finding(row, "x", N_("must be " + x))',
        'finding(row, "x", N_(x))',
        'Message("must be {}".format(x))',
        'row.problem("code", "x", "must be " + x)',
        'def f():\n    message = f"must be {x}"\n    yield Diagnostic(code="c", path="p", message=message)',
        'def f():\n    x, message = 1, "got " + x\n    return Finding(row, "x", message, EMPTY)',
        'def f():\n    message = ""\n    message += f", got {x}"\n    return finding(row, "x", message)',
        'finding(row, "x", N_("got %(found)s"), found=f"{x} rows of {y}")',
    ],
)
def test_a_finished_string_is_seen(code: str) -> None:
    assert [*finished(ast.parse(code))]


@pytest.mark.parametrize(
    "code",
    [
        'finding(row, "x", N_("got %(found)s"), found=f"{n:,}")',
        'Diagnostic(code="c", path=f"the folder/{name}", message=Message(N_("must be there")))',
        'def f():\n    sentence = N_("must be there")\n    return finding(row, "x", sentence)',
    ],
)
def test_a_sentence_with_named_values_is_none(code: str) -> None:
    assert [*finished(ast.parse(code))] == []


def test_no_rule_makes_a_finished_string() -> None:
    found = [
        f"{path.relative_to(PACKAGE.parent)}:{line}"
        for path in MODULES
        for line in finished(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_only_messages_makes_sentences_of_texts() -> None:
    makers = [path.name for path in PACKAGE.rglob("*.py") if re.search(r"\bMsgid\(", path.read_text(encoding="utf-8"))]
    assert makers == ["messages.py"]
    assert str(verbatim("100 % (%(x)s)")) == "100 % (%(x)s)"


def test_each_place_of_a_sentence_has_a_value() -> None:
    found = [
        f"{path.relative_to(PACKAGE.parent)}:{line}: {', '.join(sorted(names))}"
        for path in MODULES
        for line, names in unfilled(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def unfilled(tree: ast.Module) -> Iterator[tuple[int, frozenset[str]]]:
    """Give the lines on which a sentence has places without a value."""
    for call, names in calls(tree.body, {}):
        places = {place for text in sentences_of(call, names) for place in re.findall(r"%\((\w+)\)s", text)}
        missing = places.difference(str(one.arg) for one in call.keywords)
        if missing and called(call) in SAYING - {"_list_item"} and all(one.arg for one in call.keywords):
            yield call.lineno, frozenset(missing)


def sentences_of(call: ast.Call, names: Names) -> Iterator[str]:
    """Give the sentences among the arguments of a call, those that a name is bound to among them."""
    for argument in call.args:
        yield from marked(argument, names)
    if called(call) == "plural":
        yield from (one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def marked(value: ast.expr, names: Names) -> Iterator[str]:
    """Give the sentences that an expression may be: one that is marked, or a choice between several."""
    if isinstance(value, ast.Call) and called(value) == "N_":
        yield str(ast.literal_eval(value.args[0]))
    elif isinstance(value, ast.Name):
        for one in names.get(value.id, ()):
            yield from marked(one, {})
    elif isinstance(value, ast.BoolOp | ast.IfExp):
        for part in value.values if isinstance(value, ast.BoolOp) else (value.body, value.orelse):
            yield from marked(part, names)
