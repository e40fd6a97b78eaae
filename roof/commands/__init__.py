"""The commands of a deployment (contract.md): each reads its settings, does one thing, and says what it did.

Where each stands: a command is loaded when it is asked for, so that `migrate` need not wait for what `serve` needs.
"""

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "serve": "roof.commands.serving:serve",
    "demo": "roof.commands.demo:demo",
    "migrate": "roof.commands.migrate:migrate",
    "classify": "roof.commands.language:classify",
    "tally": "roof.commands.counting:tally",
    "import": "roof.commands.imports:imports",
    "code": "roof.commands.codes:codes",
    "jobs": "roof.commands.jobs:jobs",
    "outbox": "roof.commands.outbox:outbox",
    "staff": "roof.commands.staff:staff",
}
