"""Machinery for any array-backed Mesa model: tables, draws, ledger, choice, documents."""

from engine.bits import settle

settle()
