"""Given names in their Latin forms, each followed by those of other languages."""

from functools import lru_cache
from typing import Final

_FORMS: Final = """
adalbertus albert adalbert
alanus alan allan allen
albertus albert
aloisius aloysius alois louis
andreas andrew andre andrej andrzej andrea
antonius anthony antony anton antoine antonio tony
arturus arthur artur arturo
benedictus benedict benoit benito
bernardus bernard bernie bernhard
carolus charles karl carl carlo carlos karol
christophorus christopher chris christoph christophe
clemens clement clemente
daniel dan danny
dionysius dennis denis denys
eduardus edward eduard edouard edvard ed
elisabeth elizabeth elisabetha isabel
emmanuel manuel
ericus eric erik erich
ernestus ernest ernst ernesto
eugenius eugene eugen yevgeny
ferdinandus ferdinand fernando
franciscus francis frank franz francois francesco francisco
fredericus frederick friedrich frederic fred
fridericus frederick friedrich frederic fred
gabriel gabriele
georgius george georg georges jorge giorgio yuri jurgen jiri
gerardus gerard gerhard gerald
gregorius gregory gregor greg grigory
guilielmus william wilhelm guillaume bill will willem
gulielmus william wilhelm guillaume bill will willem
haroldus harold
helena helen helene elena ellen
henricus henry heinrich henri enrique enrico harry hendrik
hugo hugh hugues
iacobus james jacob jakob jacques jim jaime giacomo
ioanna joan joanna jeanne johanna jane
ioannes john johann jean juan giovanni ivan jan hans jack ian joao
iosephus joseph josef jose giuseppe joe jozef
iulius julius jules julio giulio
laurentius lawrence laurence lorenz laurent lorenzo lars larry
leo leon lev
leonillus lionel
ludovicus louis ludwig luis luigi lajos lewis
marcus mark marc marco marek
margarita margaret margarete marguerite maggie
maria mary marie
martinus martin martino
matthaeus matthew matthias mateo matteo matt
mauritius maurice moritz mauricio
michael michel miguel michele mikhail michal mike
nicolaus nicholas nicolas nikolaus nikolai nick klaus
patricius patrick patricio pat
paulus paul paolo pablo pavel
petrus peter pierre pedro pietro piotr pete
philippus philip philippe philipp felipe filippo phil
raimundus raymond raimund ramon ray
ricardus richard ricardo riccardo rick dick
richardus richard ricardo riccardo rick dick
robertus robert roberto bob rob
rogerius roger rudiger
stephanus stephen steven stefan etienne esteban stefano steve
theodorus theodore theodor fyodor ted
thomas tomas tommaso tom
timotheus timothy tim
ursula ursel
victor viktor vittorio
vincentius vincent vicente vincenzo vince
volfgangus wolfgang
wolfgangus wolfgang
"""


@lru_cache(maxsize=1)
def _by_form() -> dict[str, frozenset[str]]:
    made: dict[str, frozenset[str]] = {}
    for line in _FORMS.split("\n"):
        forms = line.split()
        if forms:
            made[forms[0]] = frozenset(forms[1:])
    return made


def are_forms(one: str, other: str) -> bool:
    """Whether one is the Latin form of the other."""
    forms = _by_form()
    return other in forms.get(one, ()) or one in forms.get(other, ())
