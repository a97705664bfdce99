"""Machinery for any array-backed Mesa model: tables, draws, ledger, choice, documents."""
