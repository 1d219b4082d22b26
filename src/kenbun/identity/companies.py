"""Names of companies, so that those that differ in legal form, punctuation, case or accents alone are one."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"\w+")
_LONGEST = 200
# As single letters with dots between them come out as one word: S.p.A. is spa.
_LEGAL_FORMS = frozenset(
    """
    inc incorporated corp corporation co company llc lllp llp lp ltd limited plc pllc pty pte pvt private
    gmbh mbh ag kg kgaa ohg ug eg ev se sa sas sasu sarl scs snc srl spa sapa sl slu sc sprl nv bv cv vof
    ab as asa aps oy oyj a/s hf ehf kft zrt rt doo dd ad ood eood sro zoo spzoo sia uab ou kk gk yk
    ltda eireli cia jsc ojsc pjsc ooo oao zao tov bhd sdn tbk pt
    """.split()  # noqa: SIM905 (as it would be read aloud)
)
_JOINING = frozenset(("and", "und", "et", "y", "e", "og", "och"))


def plain_words(text: str) -> list[str]:
    """Its words without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return _WORDS.findall(letters)


def normal_company(name: str) -> str:
    """Words with a space between them; empty where nothing is left of it. A name of legal forms alone is kept."""
    words = _join_letters(plain_words(name))
    kept = [word for word in words if word not in _JOINING] or words
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return " ".join(kept)[:_LONGEST].strip()


def _join_letters(words: list[str]) -> list[str]:
    """Single letters in a row are one word."""
    joined: list[str] = []
    letters = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            joined.append(letters)
        letters = ""
        joined.append(word)
    return [*joined, letters] if letters else joined


def squashed(name: str) -> str:
    """A normal name, or the beginning of a domain, without what is between its words."""
    return "".join(_WORDS.findall(name.casefold())).replace("_", "")
