"""The command line of `manage.py`: Django's, with --data for every command and one sentence when the system fails.

`manage.py --version` names imago's version beside Django's.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

import django
from django.conf import settings
from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils.translation import gettext as _

from core.version import VERSION
from runtime import environment
from runtime.instance import server_urls, take_data_option
from runtime.processes import describe_os_error
from vault.keyring import KeyringError


def run_command(arguments: list[str]) -> None:
    """Runs a command. Exits with one sentence if the keys, the database or the system fail.

    With --traceback, the exception is raised.
    """
    try:
        CommandLine(take_data_option(arguments)).execute()
    except (KeyringError, OperationalError, OSError) as error:
        if "--traceback" in arguments:
            raise
        sys.exit(describe_error(error))


def describe_error(error: Exception) -> str:
    """Return a sentence about an error."""
    if isinstance(error, OSError):
        return describe_os_error(error)
    if isinstance(error, OperationalError):
        if not (environment.text("DATABASE_URL") or server_urls(settings.DATA)):
            return _(
                "imago isn't running with this data, so its database isn't either. Start imago, then try again."
            )
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        return _("The database can't be used: %(reason)s. Start it, or check DATABASE_URL.") % {
            "reason": reason
        }
    return str(error)


class CommandLine(ManagementUtility):
    """Lists --data in each command's help, although `take_data_option` has already consumed it."""

    def execute(self) -> None:
        if self.argv[1:] in (["--version"], ["version"]):
            print(f"imago {VERSION} (Django {django.get_version()})")
        else:
            super().execute()

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        create_parser = command.create_parser

        def with_data(*args: Any, **options: Any) -> Any:
            parser = create_parser(*args, **options)
            parser.add_argument(
                "--data",
                action=RefuseAbbreviation,
                default=argparse.SUPPRESS,
                metavar="DIR",
                help="the data folder (default: ./data, or the one where imago is running)",
            )
            return parser

        command.create_parser = with_data  # type: ignore[method-assign]
        return command


class RefuseAbbreviation(argparse.Action):
    """Refuses `--dat`, which argparse would take for --data after another folder was chosen."""

    def __call__(self, parser: argparse.ArgumentParser, *args: Any) -> NoReturn:
        parser.error("write --data in full")
