"""A cause beside figures, and nothing else."""

from __future__ import annotations

import pytest

from bot.debt.reading import read_cause


@pytest.mark.parametrize(
    ("text", "language", "cause"),
    [
        ("j'ai perdu mon emploi, je touche 900 et mon loyer est 500", "fr", "job_loss"),
        ("Bonjour, j'ai été licenciée en mars. 1100 de chômage, loyer 450, seule avec deux enfants", "fr", "job_loss"),
        ("je suis malade depuis mars, je touche huit cents euros, loyer 400", "fr", "illness"),
        ("on s'est séparés, j'ai 1300 de salaire et 700 de loyer", "fr", "separation"),
        ("my wife died, i have 900 pension and rent of 450", "en", "bereavement"),
        ("i lost my job, i get 700 a month and my rent is 400", "en", "job_loss"),
        ("they cut my hours, now i get 700", "en", "reduced_income"),
        ("je touche 900 et mon loyer est 500", "fr", None),
        ("j'ai perdu mon emploi", "fr", None),
        ("j'ai perdu mon emploi, je touche 900, à quoi bon", "fr", None),
        ("j'ai perdu mon emploi, je touche 900, et c'est pas ma dette", "fr", None),
        ("j'ai perdu mon emploi, mon mari est parti, je touche 900", "fr", None),
        ("i'm sick of it, i get 700", "en", None),
    ],
)
def test_a_cause_is_read_where_nothing_but_figures_stands_beside_it(text, language, cause):
    assert read_cause(text, language) == cause
