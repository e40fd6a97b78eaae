"""Speaks WeChat and holds a conversation; knows no feature."""
