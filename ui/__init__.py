"""The Solara application."""
