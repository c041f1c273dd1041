"""Words of names that say little: titles, honours, particles, words between the parts of a name."""

from typing import Final

_TITLES: Final = """
mr mrs ms miss mme mlle dr prof sir dame lord lady baron baroness hon honourable honorable rev rep
sen senator minister president excellency he mp mep mdb msp tds kbe obe mbe cbe kcb kcmg phd md jr
sr ii iii iv shri smt shrimati sri adv dato datuk datin tun haji hajah hj engr ing ir drs st herr
frau sayyid sheikh shaikh col gen lt capt maj ret esq qc kc lic arq cnel deputado
"""
_PARTICLES: Final = """
al el ul de da do dos das di du del della von van der den ter ten zu zum la le les bin binti bint
ibn y e of the and
"""
TITLES: Final = frozenset(_TITLES.split())
# Titles that are names of people, too: they are titles only before two other words.
ALSO_NAMES: Final = frozenset({"he", "gen", "sen", "sri", "tun", "ing", "ir", "col", "hon", "van"})
PARTICLES: Final = frozenset(_PARTICLES.split())
SAYS_LITTLE: Final = TITLES | PARTICLES
