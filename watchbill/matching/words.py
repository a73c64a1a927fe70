"""The vocabulary of printed names: what abbreviations stand for, which words tell nobody apart, what public bodies are.

All words are folded (`watchbill.names.fold`) and singular (`singular`).
"""

from __future__ import annotations

from watchbill.names import STATES


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


#: Words that carry no meaning between others.
SILENT = _words("a an and of the for at in on to de by")

#: Word: its abbreviations. Only what stands for one word in nearly every register; slips that many make as well.
_ABBREVIATIONS = """
    academy: acad; account: acct accts; administration: admin; advertising: adv advtg; agency: agcy; american: amer;
    apartment: apts; associate: assocs; association: assn assns asso assoc; athletic: ath; attorney: attny atty;
    authority: auth; automotive: auto; avenue: ave; board: bd; boulevard: blvd; bridge: brdg; brother: bros;
    building: bldg; bureau: bur; california: calif; center: centre cntr ctr ctrs; chemical: chem; commission: commn;
    community: cmty; conference: conf; construction: constr; consulting: cons; contractor: contr; control: ctl ctrl;
    cooperative: coop; council: coun; county: cnty cty; creek: cr; department: dep dept depts dpt; development:
    devel; distributor: distr distrib; district: dist; division: div; education: ed edu educ; electric: elctrc ele
    elec elect electrical; electronic: elctrnc; elementary: elem; emergency: emerg; engineering: eng engineer engr
    engrg; enterprise: ent; environmental: env envir environ envtl; equipment: eqpt equip; exchange: exch; family:
    fam; federal: fed; financial: fin; fort: ft; foundation: fdn fndn; general: gen; government: gov govt gvmt;
    green: grn; group: grp; hardware: hdwe; health: hlth; height: hgts hts; highway: hwy; hospital: hosp;
    independent: indep; industrial: indl; industry: inds; information: info; inspection: insp; instrument: instr;
    insurance: ins; international: int internatl intl intnl; investment: invest; island: isl; joint: jnt; judicial:
    jud; junction: jct; junior: jr; laboratory: lab labs; lake: lk; language: lang; library: lib; maintenance:
    maint; management: mgmt mgt mngmt; manufacturer: mfr; manufacturing: mfg; market: mkt; marketing: mktg;
    mechanical: mech; medical: med; memorial: mem; metropolitan: metro; mount: mt; mountain: mtn; municipal: mun
    muni; mutual: mut; national: nat natl; office: ofc off; organization: org; packaging: pkg pkging; park: pk;
    parkway: pkwy; pharmacy: pharm; photography: photo; plumbing: plbg; processing: proc; product: prods;
    professional: pro prof profl; program: prog; property: prop props; psychological: psych; publishing: publ;
    realty: rlty; regional: regl; rehabilitation: rehab; road: rd; saint: st; sainte: ste; school: sch schl schs;
    science: sci; security: sec; service: serv servs srv srvc srvcs svc svcs svs; sheriff: sherriff; society: soc;
    solution: soln sols; spring: spgs; square: sq; station: sta; superintendent: supt; supply: sply sup supp suppl;
    system: sys syst; technology: tech techn technol; telecommunication: telecom telecomm; telephone: tel; township:
    twnshp twp typ; transportation: transp; truck: trk; university: univ; utility: util utils; vehicle: veh;
    veterinary: vet; village: vill vlg; warehouse: whse; water: wtr; wholesale: whsle; work: wks
"""
SPELT_OUT = {
    short: word.strip()
    for word, shorts in (entry.split(":") for entry in _ABBREVIATIONS.split(";"))
    for short in shorts.split()
}

#: Words that many firms share: two names that differ in nothing else still need a distinctive word in common.
GENERIC = _words(
    """
    academy account administration advantage advertising agency america american architect associate association
    automotive bank billing board brother building bureau business capital care center chemical church clinic club com
    college commission committee communication community computer conference construction consultant consulting
    contracting contractor control cooperative corporate council county custom data department design development
    digital direct distributing distribution distributor district division education educational electric electronic
    emergency energy engineering enterprise entertainment environmental equipment event family federal financial
    fire fitness food forensic foundation fund funding general global government group hardware health healthcare
    holding home hospital house imaging industrial industry information institute instrument insurance international
    investment laboratory landscape language law leadership learning leasing lighting limited logistic maintenance
    management manufacturing manufacturer market marketing material mechanical media medical member metropolitan
    mobile municipal music national network office officer operation organization packaging paper part partner
    partnership patrol payment performance pharmacy photography plumbing police power print printing processing
    product production professional program project property protection protective psychological public publication
    publisher publishing purchasing radio realty recreation regional rental repair resource research restaurant
    safety sale school science security service shop signal society software solution specialist specialty sport
    staffing station storage store strategic studio supply support system team technical technology
    telecommunication telephone test testing therapy tool trading training transport transportation travel tree
    truck trucking trust unified union united university us usa utility vehicle video warehouse waste water web
    wholesale wireless work world worldwide
    """
)

#: Words a firm may add or leave without being another firm.
EMPTY = _words("company corporation enterprise group holding inc incorporated limited us usa com")

#: Words that say what public body a name means. Two names with other bodies mean other bodies.
BODIES = _words(
    """
    police sheriff fire schools county city town village township parish borough publicsafety attorney constable
    court library patrol airport transit portauthority taskforce marshal highschool middleschool elementaryschool
    coroner housingauthority waterdistrict
    """
)

#: Where these stand, a word for the municipality says nothing more: Town of Cary Police = Cary Police.
_MUNICIPAL = frozenset({"city", "town", "village", "borough"})
IMPLIED = {
    "police": _MUNICIPAL, "fire": _MUNICIPAL, "publicsafety": _MUNICIPAL, "sheriff": frozenset({"county"}),
    "schools": _MUNICIPAL, "library": _MUNICIPAL,
}  # fmt: skip

#: Words of offices that tell no two bodies apart.
WEAK_IN_BODIES = frozenset({"department", "office", "division", "bureau", "agency", "district"})

STATE_CODES = frozenset(code.lower() for code in STATES)
#: Single words: a state's name <-> its code.
STATE_WORDS = {name: code.lower() for code, name in STATES.items() if " " not in name}

#: States of two words that no city bears -> code.
LONG_STATES = {
    name: code.lower() for code, name in STATES.items() if " " in name and code not in ("NY", "DC", "VI", "AS", "MP")
}

#: Codes that are words or other abbreviations when they stand first.
NOT_FIRST = _words("al as co de hi id in la me mt or")


def singular(word: str) -> str:
    """services -> service, technologies -> technology; short words, "ss" and "us" stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
