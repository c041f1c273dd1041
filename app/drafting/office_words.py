"""The words that offices are made of: their nouns, what goes before them, what is no part."""

from typing import Final

from app.drafting.lexicon import PORTFOLIOS

HEADS: Final = frozenset(
    """
    president vice-president co-president minister premier chancellor vice-chancellor secretary
    secretary-general undersecretary under-secretary governor governor-general mayor deputy-mayor
    vice-mayor ambassador envoy consul consul-general commissioner chair chairman chairwoman
    chairperson chairlady
    head chief director director-general leader co-leader speaker spokesman spokeswoman spokesperson
    senator representative delegate councillor councilor councilman councilwoman councilmember
    congressman congresswoman lawmaker legislator parliamentarian judge justice prosecutor
    prosecutor-general attorney-general solicitor-general auditor-general inspector-general
    comptroller ombudsman ombudswoman commander deputy member mp mep mla king queen emir
    sultan regent rector adviser advisor aide coordinator treasurer whip auditor administrator
    negotiator rapporteur trustee attaché counsellor magistrate sheriff procurator
    vice-premier premier-designate superintendent manager registrar ruler monarch
    dictator nuncio president-elect chancellor-designate intendant prefect alderman reeve
    alcalde commissar plenipotentiary controller mediator arbitrator convener convenor moderator
    facilitator
    organiser organizer headman burgomaster burgermaster taoiseach ceo chairwoman chairpersons
    vice-chair vice-chairman vice-speaker quartermaster paymaster chamberlain viceroy
    high-commissioner emissary nominee-designate prosecutor-general minister-president archivist
    spokesperson-general caliph president-designate premier-elect governor-elect mayor-elect
    senator-elect chairman-elect minister-designate
    """.split()
)
# With "general", "in chief" and the like behind them.
ENDS: Final = {
    "attorney": "general",
    "secretary": "general",
    "director": "general",
    "governor": "general",
    "solicitor": "general",
    "auditor": "general",
    "inspector": "general",
    "prosecutor": "general",
    "consul": "general",
    "president": "elect",
    "governor-general": "designate",
    "chief": "executive",
    "executive": "officer",
}
# Before "minister", which is then a clergyman's trade.
FAITHS: Final = frozenset(
    "methodist baptist presbyterian lutheran anglican evangelical pentecostal unitarian calvinist"
    " congregationalist protestant adventist church ordained lay".split()
)
STAGES: Final = frozenset("film theatre theater stage documentary opera casting music".split())
# Alone before a name they are how somebody is addressed.
ADDRESSES: Final = frozenset("chief justice judge".split())
LAWYERS: Final = frozenset("attorney solicitor advocate procurator comptroller".split())
MODIFIERS: Final = (
    frozenset(
        """
        deputy vice acting interim caretaker assistant associate first second third senior
        junior chief general executive managing honorary permanent special personal national federal
        state regional provincial local municipal city district county party opposition government
        cabinet press private police army navy military security intelligence parliamentary
        congressional legislative majority minority house senate committee council central bank
        election elections electoral anti-corruption principal political diplomatic union student
        youth campaign coalition faction supreme constitutional high court presidential joint
        resident
        ranking shadow crown prime village town parish communications provisional titular
        floor life ministry embassy non-executive extraordinary plenary traditional paramount
        """.split()
    )
    | PORTFOLIOS
) - frozenset(["women’s", "women's", "public"])
PAST: Final = frozenset(
    (
        "former ex late erstwhile onetime one-time sometime retired ousted disgraced"
        " jailed imprisoned deposed exiled"
    ).split()
)
OF_SEVERAL: Final = frozenset(
    "minister president secretary deputy senator governor ambassador mayor leader".split()
)
PASSING: Final = frozenset(
    """
    outgoing incumbent current new newly then present longtime long-time long-serving
    female woman lady civilian black youngest oldest only own first-ever second-ever hardline
    reformist
    conservative liberal populist centrist nationalist communist socialist leftist rightist
    right-wing left-wing pro-western pro-european powerful de facto unelected self-proclaimed
    self-declared embattled popular newly-elected newly-appointed beleaguered first democratic
    sole last nominal non-partisan independent
    """.split()
)
DEPARTMENTS: Final = frozenset(
    "department ministry committee court council commission party bureau office".split()
)
OF_ITSELF: Final = {
    "state",
    "government",
    "staff",
    "parliament",
    "opposition",
    "cabinet",
    "protocol",
    "congress",
    "mission",
    "communications",
    "operations",
    "research",
    "elections",
}
STOP: Final = frozenset(
    """
    a an the of for to in on at by with from since until till as and or but who whom which that when
    where while after before between during under over was is are were be been has have had will
    would said says told may might can could should did does do also now then his her its their he
    she it they not never this last next than into because if though although first second
    third fourth fifth same time times year years month months week weeks day days
    """.split()
)
REGIONS: Final = frozenset(
    """
    eastern western northern southern central coastal region province district city town village
    island county country nation party group company firm bank body agency general
    """.split()
)
# Only their holders deal in any subject: "minister of petrol stations" need be in no list.
OF_ANYTHING: Final = frozenset(
    "minister secretary commissioner undersecretary under-secretary head director chief".split()
)
