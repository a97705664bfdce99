"""How answers are told: tables, documents and pictures, in English and Chinese."""
