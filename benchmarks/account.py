"""The official account that every server of a run serves. Standard library only: WeRoBot's environment reads it too."""

TOKEN = "benchmarkToken"  # noqa: S105 - an invented account
APP_ID = "wxbench0000000001"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
