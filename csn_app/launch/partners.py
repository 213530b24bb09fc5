"""The two example partners of a demonstration: whose service they are, and how far their port is from ours."""

PARTNERS = (("SVC-03", 1, "rendez_vous_facile.py"), ("SVC-08", 2, "balance_connectee.py"))
