"""Words of English news on politics, by what they tell: bodies, offices, places, occasions, trades.

They are the language's words, and none of them is a name. Lists are written as text, one after
another, since a reader looks for a word and not for its quotation marks.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a body is called by, as the last or the first word of its name.
BODIES: Final = _words(
    """
    academy action administration agency alliance archive army assembly association authority
    ballet bank battalion bloc board brigade broadcaster bureau cabinet caucus centre center
    chamber church circle club coalition college command commission committee community company
    confederation conference-board congress consortium convergence cooperative corporation corps
    council court cortes council-general delegation department directorate division duma embassy
    enterprise exchange executive faculty federation fleet force forces forum foundation front fund
    gazette
    group guard herald house-of-representatives inspectorate institute institution inquiry journal
    junta kongress laboratory league legislature library lobby militia ministry mission news monitor
    movement museum nations navy network newspaper observatory office opera organisation
    organization parliament partnership party petroleum platform police politburo praesidium
    presidium press project prosecutor-office radio railway railways regiment secretariat senate
    service services society staff-college syndicate synod television times tribunal tribune
    trust union university watch watchdog weekly workshop holdings airlines airways bundestag
    knesset sejm rada majlis shura treasury constabulary gendarmerie hospital school seminary
    garrison brotherhood resistance presidency caliphate vanguard patrol
    steel energy oil motors mining industries telecom shipping ventures logistics insurance
    pharmaceuticals
    polytechnic archdiocese diocese consulate electoral-commission taskforce initiative
    research analytics consulting partners lines holding properties construction engineering foods
    breweries technologies systems panel team unit registry chancery commissariat subcommittee
    working-group task-force squadron squad flotilla commando legion gendarmes coastguard
    sentinel courier chronicle telegraph examiner inquirer enquirer dispatch argus bulletin
    advertiser standard staff consultancy polling pollsters publishers textiles cement plantations
    shipyard shipyards exchequer presbytery ensemble orchestra clinic hospice kindergarten
    """
)
# The same as a body's common noun, with "the" before it: "the party", "the council".
COMMON_BODIES: Final = BODIES - _words("action mission project watch times house office")

PARTIES: Final = _words(
    "party movement alliance front league bloc coalition congress union rally democrats liberals"
)
PARTY_NAMES: Final = _words(
    "democrats republicans liberals socialists conservatives greens radicals labour communists"
)
LONE_BODIES: Final = _words(
    """
    senate congress politburo duma bundestag bundesrat knesset sejm rada majlis parliament
    treasury presidium chancellery admiralty
    """
)
OUTLETS: Final = _words(
    "daily newspaper weekly magazine broadcaster agency website paper outlet channel tabloid"
)
OCCASIONS: Final = _words(
    """
    summit conference meeting talks games festival dialogue convention ceremony referendum
    exposition
    expo fair championship congress-session olympics cup symposium assembly-session roundtable
    biennale war revolution uprising
    """
)
DOCUMENTS: Final = _words(
    """
    accords act agreement award bill charter code constitution convention declaration decree
    law medal memorandum order pact plan prize protocol report resolution statement strategy treaty
    doctrine prize star cross initiative policy programme program deal
    """
)
PLACES: Final = _words(
    """
    africa america asia europe
    airport avenue basin bay beach boulevard bridge building canal cape castle city coast county
    delta desert district dam fjord forest garden gate gulf harbour harbor hall headquarters heights
    highlands hill hills house island islands isle isles kingdom lagoon lake lane mansion mountain
    mountains oblast ocean palace park peninsula plain plains plateau port prefecture province quay
    region republic ridge river road sea square state strait street territory tower town valley
    village ward marsh moors falls springs creek hollow grove crossing junction
    rapids cove inlet sound estuary reef atoll cliffs point rock rocks forks meadows lough loch
    barracks suburb borough parish
    """
)
PLACE_STARTS: Final = _words(
    "port north south east west northern southern eastern western new upper lower san santa "
    "saint st são fort mount lake cape gulf los las el-dorado greater inner outer sankt sint santo "
    "puerto porto villa ciudad monte bad kota kampung tell wadi jebel deir nizhny veliky isla "
    "playa île ilha novo nova rio río mont pont point grand ulan ras"
)
COMMON_PLACES: Final = _words(
    """
    capital city town village port province district county region island state country republic
    territory constituency suburb municipality prefecture kingdom archipelago
    """
)
# What ministries, ministers, committees and departments are of or for.
PORTFOLIOS: Final = _words(
    """
    administration affairs aboriginal agrarian agricultural agriculture air aid armed arts assets
    aviation border borders budget business cabinet capital child children citizenship civil
    climate coal commerce commercial communication communications communities community
    construction consumer cooperation corrections culture cultural customs cyber defence defense
    development digital disability disaster diaspora economic economy education educational
    electricity emergencies emergency employment energy enterprise environment environmental
    equality europe european ethnic expenditure external families family federal finance finances
    financial fisheries fishing food foreign forestry forests fuel gas gender government health
    heritage higher home homeland housing human hydrocarbons immigration industrial industries
    industry information infrastructure innovation integration intelligence interior internal
    international investment investments irrigation islands judicial justice labor labour land
    lands language legal livestock local logistics management manpower marine maritime media
    migration military minerals mines mining minorities monuments national natural navy nuclear
    ocean oceans oil parliamentary pensions personnel petroleum planning police policy population
    ports posts power procurement production protection provincial public railways reconciliation
    reconstruction reform refugees regional regions religion religious relations research reserves
    resettlement resource resources revenue rights road roads rural safety sanitation science
    scientific sea security seniors services sewerage shipping skills small social space sport
    sports state statistics strategic supply sustainability sustainable tax taxation technical
    technology telecommunications territories tourism town trade trading training transport
    transportation transition treasury tribal universities urban utilities veterans wage war water
    waters waterways welfare wildlife women women's women’s work workers works worship youth
    """
)
# Who works in what; occupations and not offices.
TRADES: Final = _words(
    """
    academic accountant activist actor actress admiral agronomist anthropologist architect
    archaeologist artist astronaut athlete author baker banker barrister biochemist biologist
    blogger botanist boxer broadcaster builder businessman businessperson businesswoman
    campaigner cardiologist carpenter chemist cleric clergyman coach columnist comedian composer
    conductor contractor cook criminologist dancer dentist designer developer diplomat
    doctor dramatist driver ecologist economist educator electrician engineer entrepreneur
    environmentalist essayist ethnographer farmer filmmaker financier firefighter fisherman
    footballer geographer geologist geneticist guerrilla gynaecologist historian hotelier
    hydrologist imam industrialist insurgent interpreter investor journalist jurist labourer
    landowner lawyer lecturer librarian linguist locksmith lobbyist machinist manufacturer
    mathematician mechanic merchant metallurgist meteorologist microbiologist midwife miner
    missionary musician novelist nurse nutritionist obstetrician oceanographer officer
    ornithologist painter paratrooper pastor pathologist pediatrician paediatrician pharmacist
    philanthropist philologist philosopher photographer physician physicist pianist pilot
    playwright plumber poet policeman policewoman potter pollster preacher priest professor
    programmer psychiatrist psychologist publicist publisher rabbi radiologist railwayman
    rancher researcher sailor scholar schoolteacher scientist sculptor seismologist seaman
    shepherd shipbuilder shopkeeper singer social-worker sociologist soldier solicitor
    statistician steelworker strategist surgeon surveyor tailor teacher technician technocrat
    theologian toolmaker trader trader translator treasurer tycoon unionist urologist
    veterinarian violinist virologist welder winemaker wrestler writer zoologist reporter editor
    hydrographer agriculturist beekeeper bookkeeper broker chef clerk dockworker fisher
    glaciologist headmaster headmistress headteacher hydraulic-engineer notary
    orthodontist paramedic planner reindeer-herder restaurateur seamstress vet vintner weaver
    warlord oligarch magnate conservationist demographer epidemiologist immunologist midwife
    neurologist neurosurgeon oncologist ophthalmologist optician postman stonemason trucker
    typesetter watchmaker woodcutter cellist flautist harpist organist soprano tenor baritone
    illustrator ceramicist servant curator sommelier impresario bodyguard butcher barber presenter
    skipper mariner captain stevedore cobbler blacksmith brewer librettist
    choreographer screenwriter cinematographer animator potter engraver
    goldsmith jeweller jeweler undertaker caterer waiter waitress bartender taxi-driver tutor
    instructor trainer umpire referee cyclist swimmer sprinter chess-player goalkeeper
    statesman revolutionary dissident trade-unionist organiser organizer pamphleteer
    copywriter proofreader ironworker signalman stationmaster midwife dietician dietitian
    physiotherapist radiographer podiatrist anaesthetist anesthesiologist dermatologist
    forester ranger gamekeeper ploughman peasant grocer greengrocer
    stockbroker actuary underwriter auctioneer printer bookbinder bookseller archivist
    """
)
# Before a trade or an office; they tell of time or rank, and are no part of its name.
QUALITIES: Final = _words(
    """
    able accomplished ambitious award-winning career celebrated charismatic controversial
    distinguished eminent exiled experienced famous fluent former influential junior keen
    leading little-known longtime long-time long-serving low-profile moderate noted one-time
    onetime outspoken popular powerful practising practicing pro-government professional
    prominent promising provincial qualified reclusive reform-minded renowned respected retired
    rising rural seasoned self-taught senior soft-spoken successful talented trained trusted veteran
    well-known wealthy young youthful
    """
)
PARTICLES: Final = _words(
    """
    de da do dos das del della di du la le les van von vom zu zum zur der den ter ten te af av bin
    ibn ben bint binti abu al el ul ur y e i ould mac ap ab ferch verch uí ní nic mhic op
    tot thoe uit dello degli zer ver wa ole á
    """
)
HONORIFICS_F: Final = _words(
    "mrs ms miss dame lady madam madame sister queen princess sheikha begum sra señora senhora"
)
HONORIFICS_M: Final = _words(
    "mr sir lord father brother king prince sheikh sheik don baron count emir sultan sr señor"
)
HONORIFICS: Final = (
    HONORIFICS_F
    | HONORIFICS_M
    | _words(
        """
        dr prof professor rev reverend hon honourable honorable gen general lt lieutenant col
        colonel senhor
        maj major capt captain cmdr commander cpl sgt sergeant adm admiral vice-admiral rear-admiral
        brig brigadier marshal fr imam ayatollah grand-ayatollah mullah maulana cardinal archbishop
        bishop pope rabbi lieutenant-general major-general lieutenant-colonel air-marshal commodore
        excellency comrade alhaji hajj maître datuk dato
        tun haji tan-sri datin puan encik ustaz hajjah
        engr arch barr chief-superintendent
        superintendent inspector constable lance-corporal corporal
        warrant-officer admiral-general field-marshal air-vice-marshal monsignor deacon canon
        rear-adm vice-adm pastor ulema chief justice judge
        """
    )
)
# Royal styles are offices as well as forms of address.
ROYAL: Final = _words("king queen emir sultan pope")

NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split(),
        start=1,
    )
}
# Given names that are words as well: "Will Prado said" begins with no verb.
GIVEN_NAMES: Final = _words(
    """
    will may mark grace hope rose frank bill jack sue pat april june august dean art chase drew
    earl faith joy dawn summer autumn victor miles grant gene rich rob nick bob sandy ruby pearl ivy
    olive violet lily daisy iris jade amber crystal carol eve penny angel robin jay gay guy max norm
    ray rusty sterling wade woody buck cash christian clay cliff colt dale dick dirk earnest
    ernest forrest glen heather hazel harmony honor hunter jasmine ken lance laurel lee lane mason
    melody mercy mike myrtle neil opal patience peg pierce piers poppy prudence reed reid rod ross
    roman sage sally skip sky star stew sunny ted terry tony trinity verity wren
    """
)
# Words with which a sentence begins and that are no part of a name behind them.
OPENERS: Final = _words(
    """
    a about above across according after again against all along also although amid among an and
    another any around as aside at back because before behind being below beneath beside besides
    between beyond both but by can contrary could critics despite diplomats did do does during each
    earlier either even every few fewer finally first following for former formerly from further
    given had has have he hence her here hers him his how however i if in including indeed inside
    instead into is it its just last late later least less like likewise many meanwhile might
    more moreover most much must my near nearly neither never nevertheless new next no nobody none
    nor not nothing now of off officials often old on once one only onto opposite or other others
    otherwise our out outside over part past people perhaps previously rather read recently
    regarding said says second several she should similarly since so some someone something soon
    still such supporters than thanks that the their them then there thereafter therefore these they
    thing this those though through throughout thus till to today together too towards two three
    four five six seven eight nine ten under unlike until up upon us very via was we were what
    whatever when whenever where whereas wherever whether which while who whoever whom whose why
     with within without would yesterday yet you your analysts observers reports sources state
    opposition government parliament ministers rivals aides allies voters protesters police
    leaders members lawmakers veteran outgoing incoming then-president asked born married raised
    educated appointed elected named led speaking writing addressing facing accused having widely
    known seen described though
    """
)
# Days and seasons of faiths, which are no places though something is "at Easter".
FEASTS: Final = _words(
    "easter christmas ramadan eid lent pentecost diwali passover advent epiphany"
)
EXPLANATIONS: Final = _words("dead alive now currently")
NO_ACRONYMS: Final = _words(
    "AIDS GDP TV MP MPS CEO COVID VAT AI IT HIV SMS DVD CCTV PM FM II III IV VI VII VIII IX AM PM "
    "MBA PHD OK ID FAQ"
)
PLACE_ACRONYMS: Final = _words("US USA UK UAE U.S. U.K. DRC")
MONTH_NAMES: Final = _words(
    "january february march april may june july august september october november december"
)
COLLECTIVES: Final = _words(
    """
    people women workers farmers children teachers citizens veterans men leaders writers students
    peasants soldiers youth ministers lawyers doctors journalists nurses patriots pensioners
    fishermen miners widows elders mothers parents trader traders employers consumers artists
    taxpayers owners producers growers king queen prince saint trinity
    comptroller auditor ombudsman prosecutor president governor mayor chancellor premier speaker
    """
)
