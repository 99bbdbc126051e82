"""JSON files hold what they were given, laid out by lines as far as people read them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.web import json_layout

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values, st.integers(0, 4))
def test_a_file_holds_what_it_was_given(value: Any, levels: int) -> None:
    assert json.loads(json_layout.content(value, levels)) == value


@pytest.mark.parametrize(
    ("levels", "lines"),
    [
        (0, ['{"a": [1, {"b": "ü"}], "c": {}}']),
        (1, ["{", ' "a": [1, {"b": "ü"}],', ' "c": {}', "}"]),
        (2, ["{", ' "a": [', "  1,", '  {"b": "ü"}', " ],", ' "c": {}', "}"]),
    ],
)
def test_entries_stand_on_lines_as_deep_as_asked(levels: int, lines: list[str]) -> None:
    assert json_layout.content({"a": [1, {"b": "ü"}], "c": {}}, levels).decode().splitlines() == lines


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_layout.content([float("nan")])
