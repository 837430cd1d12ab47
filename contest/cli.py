"""``contest …``: the commands. Each is loaded only when it is called, so the web never carries them."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "administrator": "contest.commands:administrator_command",
    "backup": "contest.backup_commands:backup_command",
    "blind": "contest.blinding.command:blind_command",
    "restore": "contest.backup_commands:restore_command",
    "run": "contest.serve:run",
    "worker": "contest.serve:worker",
    "migrate": "contest.commands:migrate_command",
    "migration": "contest.commands:migration_command",
    "demo": "contest.demo.command:demo",
    "ledger": "contest.ledger_commands:ledger_command",
    "tallies": "contest.tally_commands:tallies_command",
    "storage": "contest.storage_commands:storage_command",
}


class LazyGroup(click.Group):
    """A group whose commands are named by address and imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command behind a name."""
        address = COMMANDS.get(cmd_name)
        if address is None:
            return None
        module, _, attribute = address.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, help="Hệ thống cuộc thi báo chí.")
def main() -> None:
    """Hold the commands."""
