"""Short names that everybody uses, and short words before others that mean a public body: both are spelt out."""

from __future__ import annotations

import re

from watchbill.names import STATES

#: A whole name, folded and without blanks or legal form -> the name it stands for. Only what has one meaning in the
#: United States: ODOT is Oregon's, Ohio's and Oklahoma's, CHP a patrol and a health plan.
SHORT_NAMES = {
    "aclu": "American Civil Liberties Union",
    "adp": "Automatic Data Processing",
    "aicpa": "American Institute of Certified Public Accountants",
    "apwa": "American Public Works Association",
    "atf": "Bureau of Alcohol, Tobacco, Firearms and Explosives",
    "awwa": "American Water Works Association",
    "bart": "San Francisco Bay Area Rapid Transit District",
    "bureauofatf": "Bureau of Alcohol, Tobacco, Firearms and Explosives",
    "caltrans": "California Department of Transportation",
    "cdwg": "CDW Government",
    "comed": "Commonwealth Edison",
    "coned": "Consolidated Edison",
    "conedison": "Consolidated Edison",
    "dea": "Drug Enforcement Administration",
    "ebmud": "East Bay Municipal Utility District",
    "esri": "Environmental Systems Research Institute",
    "fbi": "Federal Bureau of Investigation",
    "fedex": "Federal Express",
    "fema": "Federal Emergency Management Agency",
    "gfoa": "Government Finance Officers Association",
    "iacp": "International Association of Chiefs of Police",
    "ibm": "International Business Machines",
    "icma": "International City/County Management Association",
    "irs": "Internal Revenue Service",
    "ladwp": "Los Angeles Department of Water and Power",
    "lapd": "Los Angeles Police Department",
    "lasd": "Los Angeles County Sheriff's Department",
    "lvmpd": "Las Vegas Metropolitan Police Department",
    "mbta": "Massachusetts Bay Transportation Authority",
    "nfpa": "National Fire Protection Association",
    "nypd": "New York City Police Department",
    "penndot": "Pennsylvania Department of Transportation",
    "pgande": "Pacific Gas and Electric",
    "sdgande": "San Diego Gas & Electric",
    "sfmta": "San Francisco Municipal Transportation Agency",
    "sfpd": "San Francisco Police Department",
    "sfpuc": "San Francisco Public Utilities Commission",
    "smud": "Sacramento Municipal Utility District",
    "socalgas": "Southern California Gas",
    "txdot": "Texas Department of Transportation",
    "ups": "United Parcel Service",
    "usda": "US Department of Agriculture",
    "usps": "United States Postal Service",
    "wmata": "Washington Metropolitan Area Transit Authority",
    "wsdot": "Washington State Department of Transportation",
}

#: Abbreviations of states older than the postal codes, before a body's word.
_OLD_STATES = {
    "ala": "alabama", "ariz": "arizona", "ark": "arkansas", "cal": "california", "calif": "california",
    "colo": "colorado", "conn": "connecticut", "fla": "florida", "ill": "illinois", "kans": "kansas",
    "mass": "massachusetts", "mich": "michigan", "minn": "minnesota", "miss": "mississippi", "mont": "montana",
    "nebr": "nebraska", "nev": "nevada", "okla": "oklahoma", "ore": "oregon", "penn": "pennsylvania",
    "penna": "pennsylvania", "tenn": "tennessee", "tex": "texas", "wash": "washington", "wis": "wisconsin",
    "wisc": "wisconsin", "wyo": "wyoming",
}  # fmt: skip
_CODES = {code.lower(): name for code, name in STATES.items() if code not in ("AL", "AS", "DC", "DE", "IN", "LA", "ME")}
_LONG = _OLD_STATES | _CODES
_OF_A_STATE = re.compile(
    r"(?:dep\w*|dpt|state|office|ofc|bureau|bur|board|bd|highway|hwy|attorney|atty|division|div|employment|dps)\b"
)
_DISTRICTS = (
    r"schools?|sch|schl|hs|high|unit|water|fire|park|library|sanit\w*|transit|util\w*|protection|irrig\w*|improvement"
    r"|health|sewer|county|conservation|unif\w*|consol\w*|indep\w*|management|mgmt|control|college|regional|reg|rescue"
)
_CAMPUS = r"berkeley|davis|irvine|los angeles|merced|riverside|san diego|san francisco|santa barbara|santa cruz"


def _long_state(found: re.Match[str]) -> str:
    return f"{_OLD_STATES[found.group(1)]} "


#: What a name must hold for a rule to be tried, folded runs of words, what they mean; in this order.
_RULES = tuple(
    (needle, re.compile(pattern), meant)
    for needles, pattern, meant in (
        ("no |nbr |num", r"\b(?:no|nbr|num|number) (?=\d)", ""),
        ("univ", r"\buniv\b", "university"),
        ("pub ", r"\bpub (?=saf|sch|work|wks|util|health|lib|trans)", "public "),
        ("att", r"\b(?:atty|attny)\b", "attorney"),
        ("hwy", r"\bhwy\b", "highway"),
        ("auth", r"\bauth\b", "authority"),
        ("trans", r"\btransp\b|\btrans(?:it)?\b(?= authority)", "transportation"),
        ("st ", r"(?<=[a-z] )st (?=university|college|dep|patrol|police|treasurer|board|highway)", "state "),
        ("comm ", r"\bcomm (?=unit|college|coll\b|school|sch)", "community "),
        ("hs ", r"\bhs (?=dist)", "high school "),
        (" dist", rf"\b({_DISTRICTS}) dist\b", r"\1 district"),
        ("v", r"^(?:vlg|vill|vil) of\b", "village of"),
        ("boro", r"\bboro\b", "borough"),
        ("state of", r"^state of (?=(?:\w+ ){1,2}(?:dep|office|bureau|board|highway|attorney|division))", ""),
        ("state of", r"(?<=[a-z]) state of (?=\w+(?: \w+)?$)", " "),
        ("uc ", rf"^uc (?={_CAMPUS})", "university of california "),
        ("csu|cal ", r"^(?:csu|cal(?:if)? state university) (?=\w)", "california state university "),
        (" state dep", rf"^({'|'.join(STATES.values())}) state (?=dep)", r"\1 "),
        ("university", rf"\b({'|'.join(_OLD_STATES)}) (?=university\b)", _long_state),
        ("penn st", r"^penn st(?:ate)?\b(?= university|$)", "pennsylvania state"),
        ("fop", r"^fop\b", "fraternal order of police"),
        ("iaff", r"^iaff\b", "international association of fire fighters"),
        ("firefighter", r"\bfirefighters\b", "fire fighters"),
        ("lo", r"\b(?:local union|local|lodge) (?=\d)", ""),
        ("bcbs", r"\bbcbs\b", "blue cross blue shield"),
        ("so cal", r"\bso cal(?:if\w*)?\b", "southern california"),
        (" mud", r"\bmud\b(?=$| \d+$)", "municipal utility district"),
        (" pud", r"\bpud\b(?=$| \d+$)", "public utility district"),
        ("cdw ", r"^cdw (?:g|govt|gov)\b", "cdw government"),
    )
    for needle in needles.split("|")
)
_NEEDLES = re.compile("|".join(re.escape(needle) for needle, _, _ in _RULES))
_COUNTY_RUN_ON = re.compile(r"\b(county|city|township)(?=(?:sheriff|police|school)s?)")
_BODY_RUN_ON = re.compile(
    r"\b(sheriffs?|police|schools?|unified|public)(?=(?:office|departments?|dept|districts?|schools?|safety)\b)"
)


def parted(plain: str) -> str:
    """Folded words with those that every body bears parted where they were run together.

    >>> parted("hennepin countysheriffsoffice"), parted("austin policedept")
    ('hennepin county sheriffs office', 'austin police dept')
    """
    if "sheriff" in plain or "police" in plain or "school" in plain:
        return _BODY_RUN_ON.sub(r"\1 ", _COUNTY_RUN_ON.sub(r"\1 ", plain))
    return plain


def spelt_out(plain: str) -> str:
    """Folded words with the short ones that mean a public body, or a state, spelt out.

    >>> spelt_out("tx dept of public safety"), spelt_out("king county water dist no 20"), spelt_out("vlg of skokie")
    ('texas dept of public safety', 'king county water district 20', 'village of skokie')
    """
    if _NEEDLES.search(plain):
        for needle, pattern, meant in _RULES:
            if needle in plain:
                plain = pattern.sub(meant, plain)
        plain = " ".join(plain.split())
    first, _, rest = plain.partition(" ")
    if first in _LONG and _OF_A_STATE.match(rest):
        plain = f"{_LONG[first]} {rest}"
    before, of, last = plain.rpartition(" of ")
    return f"{before}{of}{_LONG[last]}" if of and last in _LONG else plain
