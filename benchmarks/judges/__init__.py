"""The judge, judged: solutions whose worth is known, and graders that have to tell them apart."""
