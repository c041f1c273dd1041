"""FollowTheMoney's words beside ours: schemata, properties and their types, languages.

Importing and exporting share them, so that what goes out comes in as it was.
"""

from typing import Final

from app.vocabulary import EntityKind

# The schemata that are entities here, and what they are.
KINDS: Final = {
    "Person": EntityKind.PERSON,
    "LegalEntity": EntityKind.ORGANIZATION,
    "Organization": EntityKind.ORGANIZATION,
    "PublicBody": EntityKind.ORGANIZATION,
    "Company": EntityKind.ORGANIZATION,
    "Position": EntityKind.POST,
    "Event": EntityKind.EVENT,
}
# Those that tie two entities to each other, and the properties that name the two.
EDGES: Final = {
    "Occupancy": ("holder", "post"),
    "Membership": ("member", "organization"),
    "Family": ("person", "relative"),
    "Associate": ("person", "associate"),
}
# What an entity calls the edges that begin or end at it, where a file has them within it.
EDGES_WITHIN: Final = {
    "positionOccupancies": "holder",
    "occupancies": "post",
    "membershipMember": "member",
    "membershipOrganization": "organization",
    "familyPerson": "person",
    "familyRelative": "relative",
    "associates": "person",
    "associations": "associate",
}

# Names by property, and the property that each kind of name is exported as.
NAMES: Final = {
    "name": "name",
    "alias": "alias",
    "weakAlias": "alias",
    "abbreviation": "alias",
    "previousName": "former_name",
}
NAME_PROPERTIES: Final = {
    "name": "name",
    "alias": "alias",
    "transliteration": "alias",
    "former_name": "previousName",
    "birth_name": "previousName",
}
NAME_PARTS: Final = {
    "lastName": "family_name",
    "firstName": "given_name",
    "middleName": "additional_name",
    "fatherName": "patronymic_name",
    "nameSuffix": "honorific_suffix",
    "title": "honorific_prefix",
}
# Attributes by property. Where two stand for one, the first is what it is exported as.
ATTRIBUTES: Final = {
    EntityKind.PERSON: {
        "birthDate": "birth_date",
        "deathDate": "death_date",
        "gender": "gender",
        "nationality": "nationality",
        "position": "occupation",
        "profession": "occupation",
        "biography": "biography",
        "summary": "summary",
    },
    EntityKind.ORGANIZATION: {
        "incorporationDate": "founding_date",
        "dissolutionDate": "dissolution_date",
        "classification": "classification",
        "summary": "summary",
    },
    EntityKind.POST: {
        "inceptionDate": "start_date",
        "dissolutionDate": "end_date",
        "subnationalArea": "area",
        "summary": "summary",
    },
    EntityKind.EVENT: {
        "startDate": "start_date",
        "endDate": "end_date",
        "date": "start_date",
        "location": "location",
        "summary": "summary",
    },
    EntityKind.ARTICLE: {
        "title": "title",
        "author": "author",
        "publisher": "publisher",
        "sourceUrl": "url",
        "publishedAt": "publication_date",
        "language": "language_code",
    },
}
# Ties between entities of which no edge is made: the property and what it is here.
RELATIONS: Final = {
    EntityKind.ORGANIZATION: {"parent": "parent"},
    EntityKind.POST: {"organization": "organization"},
    EntityKind.EVENT: {"organizer": "organization"},
}
LINKS: Final = {"website": "website", "wikipediaUrl": "wikipedia", "sourceUrl": "source"}
# Identifiers that other formats know by other words; the rest keep FollowTheMoney's.
IDENTIFIERS: Final = {"wikidataId": "wikidata", "leiCode": "lei", "dunsCode": "duns"}

# What is said of a person and is nobody's business here: it is left out where it comes in.
PRIVATE: Final = (
    "address",
    "addressEntity",
    "email",
    "idNumber",
    "passportNumber",
    "phone",
    "socialSecurityNumber",
    "taxNumber",
)
# What is said of the record rather than of who it is about: different in each edition.
OF_THE_EDITION: Final = (
    "caption",
    "first_seen",
    "last_change",
    "last_seen",
    "target",
    "createdAt",
    "indexText",
    "modifiedAt",
    "processedAt",
    "retrievedAt",
)

_TYPES: Final = {
    "address": "address location",
    "country": "birthCountry citizenship country jurisdiction mainCountry nationality",
    "date": (
        "authoredAt birthDate createdAt date deathDate declarationDate dissolutionDate"
        " electionDate endDate inceptionDate incorporationDate modifiedAt periodEnd periodStart"
        " publishedAt retrievedAt startDate"
    ),
    "email": "email",
    "entity": (
        "addressEntity associate holder involved member organization organizer parent person post"
        " proof relative riskSource"
    ),
    "gender": "gender",
    "identifier": (
        "bikCode brightQueryId brightQueryOrgId bvdId cageCode cikCode coatoCode dunsCode fnsCode"
        " giiNumber idNumber imoNumber innCode ipoCode irsCode isinCode jibCode kppCode leiCode"
        " licenseNumber mbsCode npiCode ogrnCode okpoCode okvedCode passportNumber permId"
        " pfrNumber programId registrationNumber ricCode sayariId socialSecurityNumber swiftBic"
        " taxNumber ticker uniqueEntityId uscCode vatCode voenCode wikidataId"
    ),
    "language": "language spokenLanguage",
    "name": "abbreviation alias name namesMentioned previousName weakAlias",
    "number": "amount amountEur amountUsd capital height numberOfSeats weight",
    "phone": "phone",
    "text": "biography bodyText description indexText notes summary",
    "topic": "topics",
    "url": "alephUrl opencorporatesUrl publisherUrl sourceUrl website wikipediaUrl",
}
PROPERTY_TYPES: Final = {name: kind for kind, names in _TYPES.items() for name in names.split()}

# Languages by two letters (ISO 639-1), which we write, and three (639-3), which they do.
_LANGUAGES: Final = (
    "af:afr am:amh ar:ara az:aze be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu"
    " el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas fi:fin fr:fra ga:gle gl:glg gu:guj he:heb"
    " hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn ka:kat kk:kaz km:khm kn:kan ko:kor"
    " ku:kur ky:kir la:lat lb:ltz lo:lao lt:lit lv:lav mg:mlg mk:mkd ml:mal mn:mon mr:mar ms:msa"
    " mt:mlt my:mya ne:nep nl:nld no:nor nb:nob nn:nno pa:pan pl:pol ps:pus pt:por ro:ron ru:rus"
    " rw:kin sd:snd si:sin sk:slk sl:slv so:som sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel tg:tgk"
    " th:tha ti:tir tk:tuk tr:tur ug:uig uk:ukr ur:urd uz:uzb vi:vie xh:xho yi:yid zh:zho zu:zul"
)
THREE_LETTERS: Final = dict(pair.split(":") for pair in _LANGUAGES.split())
TWO_LETTERS: Final = {longer: code for code, longer in THREE_LETTERS.items()}


def property_of(kind: EntityKind, attribute: str) -> str | None:
    """The property that an attribute is exported as."""
    return next((each for each, ours in ATTRIBUTES[kind].items() if ours == attribute), None)
