"""Every command and every option has help and a place in the manual, and the manual names nothing that is not there."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import click
import pytest

from watchbill.cli import COMMANDS, watchbill
from watchbill.settings import ROOT

MANUAL = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## watchbill (\S+)\n(.*?)(?=^## |\Z)", MANUAL, re.DOTALL | re.MULTILINE))


def load(name: str) -> click.Command:
    command = getattr(importlib.import_module(COMMANDS[name][0]), name.replace("-", "_"))
    assert isinstance(command, click.Command)
    return command


def with_subcommands(name: str) -> Iterator[tuple[str, click.Command]]:
    command = load(name)
    yield name, command
    if isinstance(command, click.Group):
        for sub_name, sub in command.commands.items():
            yield f"{name} {sub_name}", sub


def options(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    assert COMMANDS[name][1].endswith(".")
    for path, command in with_subcommands(name):
        assert command.help, path
        for option in options(command):
            assert option.help, f"{path} {option.opts[-1]} has no help"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_manual(name: str) -> None:
    section = SECTIONS[name]
    assert len(section.split()) > 8, f"docs/commands.md says nothing about {name}"
    for path, command in with_subcommands(name):
        if path != name:
            assert f"watchbill {path}" in section
        for option in options(command):
            assert re.search(rf"`{option.opts[-1]}[ `]", section), f"{path} {option.opts[-1]} is not in the manual"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_manual_names_no_option_that_is_not_there(name: str) -> None:
    known = {opt for _, command in with_subcommands(name) for option in options(command) for opt in option.opts}
    known |= {opt for option in options(watchbill) for opt in option.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", SECTIONS[name])) <= known


def test_the_manual_has_no_other_command() -> None:
    assert list(SECTIONS) == list(COMMANDS)


def test_the_manual_lists_every_exit_code_and_setting() -> None:
    assert [line.split("|")[1].strip() for line in MANUAL.splitlines() if re.match(r"\| \d+ \|", line)] == [
        "0", "1", "2", "3", "4", "5", "130",
    ]  # fmt: skip
    for variable in ("WATCHBILL_DATABASE", "WATCHBILL_ARCHIVE", "WATCHBILL_CONTACT"):
        assert variable in MANUAL
