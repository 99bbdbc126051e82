"""What all tests share: the option that writes golden files anew."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

# What a shell starts in the background ignores Ctrl+C, and so would the programs that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A slow machine is no mistake in the program. What fails here fails on every machine, and again.
settings.register_profile("sample", deadline=None, derandomize=True)
settings.register_profile("prove", deadline=None, max_examples=2000)
settings.load_profile("sample")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the expected outputs anew; then read the difference"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
