"""Parameters that agree with the years before the policy: a posterior, and whether to believe it.

``figures`` are what decides, ``simulations`` the runs, ``screen`` picks the parameters, ``neural``
and ``rejection`` are two ways to the posterior, ``checks`` hold both against truths that are known.
"""
