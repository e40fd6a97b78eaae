"""The door: `python run.py …`; what stands behind it is in roof/."""

import click

from roof.cli import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """恳谈: a community's WeChat official account that listens, answers and lets people decide."""


if __name__ == "__main__":
    main()
