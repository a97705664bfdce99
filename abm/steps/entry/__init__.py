"""Entry: new firms, the parents of spin-offs, and where newcomers settle."""
