"""Sentences as news writes them, with what each states, and those that state nothing yet."""

STATED: list[tuple[str, list[str]]] = [
    (
        "Ana Prado, the governor of the Bank of Norland (BN), was named finance minister on Tuesday.",
        [
            "Ana Prado: holds_post governor of the Bank of Norland",
            "Ana Prado: holds_post finance minister (2024-05-14-)",
            "Ana Prado: appointment (2024-05-14)",
            "Bank of Norland: abbreviation BN",
        ],
    ),
    (
        "Lars Holm, 52, a trained baker, served as mayor of Osk, from 2010 to 2014, and as envoy to Sund.",
        [
            "Lars Holm: age 52",
            "Lars Holm: occupation baker",
            "Lars Holm: held_post mayor of Osk (2010-2014)",
            "Lars Holm: held_post envoy to Sund",
        ],
    ),
    (
        "Norland’s prime minister, Jean-Luc de Brún, resigned on Monday, ending three years in office.",
        [
            "Jean-Luc de Brún: held_post prime minister (2021~-2024-05-13)",
            "Jean-Luc de Brún: resignation (2024-05-13)",
        ],
    ),
    (
        "Gen. Min Zaw was sworn in as interim president on 4 March by Chief Justice Daw Hla.",
        [
            "Min Zaw: holds_post interim president (2024-03-04-)",
            "Min Zaw: swearing_in + Daw Hla (2024-03-04)",
            "Daw Hla: holds_post Chief Justice",
        ],
    ),
    (
        "Kim Dae-sun has led the New Dawn Party (NDP) since 2015. Kim was speaker between 2011 and 2014.",
        [
            "Kim Dae-sun: holds_post leader of the New Dawn Party (2015-)",
            "Kim Dae-sun: held_post speaker (2011-2014)",
        ],
    ),
    (
        "Ivana Petrović was elected governor in 2016. Her predecessor, Luka Horvat, retired in 2015 after "
        "nine years in the job.",
        [
            "Ivana Petrović: holds_post governor (2016-)",
            "Luka Horvat: held_post governor (2006~-2015)",
        ],
    ),
    (
        "Ms Carla Roth succeeded Jonas Weiss as chancellor in 2021. He now heads the Weiss Institute.",
        [
            "Carla Roth: holds_post chancellor (2021-)",
            "Jonas Weiss: held_post chancellor (-2021)",
            "Jonas Weiss: holds_post head of the Weiss Institute",
        ],
    ),
    (
        "King Idris named Sheikha Noura bint Khalid, a surgeon, as minister of health on 2 January.",
        [
            "Noura bint Khalid: holds_post minister of health (2024-01-02-)",
            "Noura bint Khalid: appointment + Idris (2024-01-02)",
            "Noura bint Khalid: occupation surgeon",
        ],
    ),
    (
        "The ministers Paula Ortiz and Inés Vega were dismissed last week.",
        [
            "Paula Ortiz: held_post minister (-2024-05-06..2024-05-12)",
            "Inés Vega: held_post minister (-2024-05-06..2024-05-12)",
        ],
    ),
    (
        "In 2008 he was sent to the southern port of Varda as prefect. Tarek al-Hadidi told nobody.",
        [],
    ),
    (
        "Tarek al-Hadidi is a judge’s son. In 2008 he was sent to the southern port of Varda as prefect.",
        ["Tarek al-Hadidi: holds_post prefect of Varda (2008-)"],
    ),
    (
        "He was appointed acting governor of Tal in March 2014 and confirmed in the post the following "
        "year, Bolat Iskakov said of himself; Bolat Iskakov was appointed acting governor of Tal in March "
        "2014 and confirmed in the post the following year.",
        ["Bolat Iskakov: held_post acting governor of Tal (2014-03-2015)"],
    ),
    (
        "Mr Holm joined the Green Union in 1988 and was expelled from it in 1996. Per Holm is 61.",
        [
            "Per Holm: joined Green Union (1988-)",
            "Per Holm: expelled_from Green Union (-1996)",
            "Per Holm: age 61",
        ],
    ),
    (
        "Born in Szeg in 1964, Kovács Gábor studied law at the University of Debrod. Kovács, a member of the "
        "Civic Alliance since 1991, speaks fluent German.",
        [
            "Kovács Gábor: birth_date 1964 (1964)",
            "Kovács Gábor: birth_place Szeg",
            "Kovács Gábor: studied_at University of Debrod",
            "Kovács Gábor: member_of Civic Alliance (1991-)",
            "Kovács Gábor: language German",
        ],
    ),
    (
        "Her first foreign trip, in January, took her to Port Ost, where she met Foreign Minister Joakim "
        "Lund and signed a memorandum on fish. Mrs Ana Prado was pleased. Ana Prado visited Port Ost in May.",
        ["Ana Prado: visit (2024-05)"],
    ),
    (
        "Ms Prado opened a dam in Sund. Ana Prado is married to Teo Malk, a composer, and met President "
        "Ola Berg last month.",
        [
            "Ana Prado: opening",
            "Ana Prado: spouse Teo Malk",
            "Teo Malk: occupation composer",
            "Ana Prado: meeting + Ola Berg (2024-04)",
        ],
    ),
    (
        "“The river is ours,” said Anneli Kask, the leader of the opposition Homeland Union, on Wednesday.",
        [
            "Anneli Kask: said The river is ours (2024-05-15)",
            "Anneli Kask: holds_post leader of the opposition Homeland Union",
        ],
    ),
    (
        "The Port Board, which was set up in 2009 and reports to the president, met Joakim Lund.",
        ["Port Board: founded 2009 (2009)", "Port Board: reports_to president"],
    ),
    (
        "The Audit Office, the Labour Party’s disciplinary arm, is headed by Nurul Aziz.",
        [
            "Audit Office: part_of Labour Party",
            "Nurul Aziz: holds_post head of the Audit Office",
        ],
    ),
    (
        "State media reported that Ngo Van Thanh had been appointed party secretary of Hoa Lam province.",
        ["Ngo Van Thanh: holds_post party secretary of Hoa Lam province [reported]"],
    ),
    (
        "Diplomats in the capital say Mr Adeyemi was questioned by the Central Inspectorate. Tunde Adeyemi "
        "is a former trade minister.",
        [
            "Tunde Adeyemi: questioned_by Central Inspectorate [alleged]",
            "Tunde Adeyemi: held_post trade minister",
        ],
    ),
    (
        "Ana Prado is due to travel to Port Ost next week for the Harbour Summit.",
        ["Ana Prado: visit (2024-05-20..2024-05-26) [planned]"],
    ),
    (
        "The former minister Galt Nord, who was sentenced to nine years in prison in March, left the Reform "
        "Party in 2020.",
        [
            "Galt Nord: held_post minister",
            "Galt Nord: sentencing (2024-03)",
            "Galt Nord: left Reform Party (-2020)",
        ],
    ),
    (
        "Asked about it, the late president’s widow, Mele Faʻaoso, who was mayor from 1971 until 1984, "
        "smiled.",
        ["Mele Faʻaoso: held_post mayor (1971-1984)"],
    ),
]

WITHHELD: list[str] = [
    "Farida Nazari is tipped to become foreign minister.",
    "Farida Nazari has never been a member of the Unity Party.",
    "Farida Nazari, who may be named ambassador to Sund, did not resign as governor of Herat.",
    "Olu Bankole denied that he had been appointed head of the Port Board.",
    "Olu Bankole would have been named chairman of the Sugar Council.",
    "If Olu Bankole was elected president, his brother would leave.",
    "Jonas Weiss had been expected to succeed Carla Roth as chancellor.",
    "Whether Jonas Weiss was appointed chancellor is not known.",
    "Jonas Weiss does not belong to any party and is not married to Ana Prado.",
    "Carla Roth is due to be sworn in as chancellor by Jonas Weiss next month.",
    "Carla Roth could visit Port Ost in June, and might meet Jonas Weiss there.",
    "Carla Roth was once rumoured to be a candidate for president and declined to join the Green Party.",
    "Carla Roth will lead the Port Board from 2026.",
    "His successor, Dana Vlk, is to be sworn in next week, Ivo Marek said.",
    "He is not related to the late president Ivo Marek, Dana Vlk said.",
    "“Carla Roth was named president,” the board said of a rumour.",
]
