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
    academy: acad; account: acct accts; administration: admin; advertising: adv advtg; agency: agcy; apartment:
    apts; association: assn assns asso; athletic: ath; attorney: attny atty; authority: auth; automotive: auto;
    avenue: ave; board: bd; boulevard: blvd; bridge: brdg; brother: bros; building: bldg; bureau: bur; business:
    bus; california: calif; center: centre cntr ctr ctrs; chemical: chem; commission: commn; community: cmty;
    conference: conf; construction: constr; consulting: cons; contractor: contr; control: ctl ctrl; cooperative:
    coop; council: coun; county: cnty cty; creek: cr; department: dep dept depts dpt; development: devel;
    distributor: distr distrib; division: div; education: ed edu educ; electric: elctrc ele elec elect electrical;
    electronic: elctrnc; elementary: elem; emergency: emerg; engineering: eng engineer engr engrg; enterprise:
    ent; environmental: env envir environ envtl; equipment: eqpt equip; exchange: exch; family: fam; federal: fed;
    financial: fin; fort: ft; foundation: fdn fndn; general: gen; government: gov govt gvmt; green: grn; group:
    grp; hardware: hdwe; health: hlth; height: hgts hts; highway: hwy; holding: hldg hlds; hospital: hosp;
    independent: indep; industrial: indl; industry: inds; information: info; inspection: insp; instrument: instr;
    insurance: ins; international: int internatl intl intnl; investment: invest; island: isl; joint: jnt;
    judicial: jud; junction: jct; junior: jr; laboratory: lab labs; lake: lk; language: lang; library: lib;
    maintenance: maint; management: mgmt mgt mngmt; manufacturer: mfr; manufacturing: mfg; market: mkt; marketing:
    mktg; material: matl mtl; mechanical: mech; medical: med; memorial: mem; metropolitan: metro; mount: mt;
    mountain: mtn; municipal: mun muni; mutual: mut; national: nat natl; northwest: nw; office: ofc off;
    organization: org; packaging: pkg pkging; park: pk; parkway: pkwy; pharmacy: pharm; photography: photo;
    plumbing: plbg; printing: prtg; processing: proc; product: prods; professional: pro prof profl; program: prog;
    property: prop props; psychological: psych; publishing: publ; realty: rlty; regional: regl; rehabilitation:
    rehab; road: rd; saint: st; sainte: ste; school: sch schl schs; science: sci; security: sec; service: serv
    servs srv srvc srvcs svc svcs svs; sheriff: sherriff; society: soc; solution: soln sols; southeast: se;
    southwest: sw; spring: spgs; square: sq; station: sta; superintendent: supt; supply: sply sup supp suppl;
    system: sys syst; technology: tech techn technol; telecommunication: telecom telecomm; telephone: tel;
    township: twnshp twp typ; training: trng; transportation: transp; truck: trk; university: univ; utility: util
    utils; vehicle: veh; veterinary: vet; village: vill vlg; warehouse: whse; water: wtr; wholesale: whsle; work:
    wks
"""
SPELT_OUT = {
    short: word.strip()
    for word, shorts in (entry.split(":") for entry in _ABBREVIATIONS.split(";"))
    for short in shorts.split()
}

#: Abbreviations of several words, left as they are: each equals any of them.
SENSES = {
    "amer": _words("america american"),
    "assoc": _words("associate association"),
    "assocs": _words("associate"),
    "comm": _words("commercial commission committee communication community"),
    "corr": _words("correction correctional"),
    "dist": _words("distributing distribution distributor district"),
    "trans": _words("transit transport transportation"),
}

#: Words that say where a firm is, or praise it; alone they name nobody.
COMMON = _words(
    """
    adirondack advanced allied alpine apex atlantic bay black blue capital capitol cascade central city classic coast
    coastal country county creek diamond eagle east eastern elite empire first four golden gold great green heritage
    hill independent island lake legacy liberty lone mountain mid middle midwest new north northeast northeastern
    northern northwest northwestern ocean old pacific patriot peak precision premier professional quality red river
    rocky royal silver south southeast southeastern southern southwest southwestern standard star state summit sun
    superior tri twin union united valley west western white
    """
)

#: Words that many firms share: two names that differ in nothing else still need a distinctive word in common.
GENERIC = _words(
    """
    academy account administration advantage advertising agency america american architect associate association
    assurance automotive bank billing board brother building bureau business capital care center chemical church
    clinic club college com commission committee communication community computer conference construction
    consultant consulting contracting contractor control cooperative corporate council county custom data
    department design development digital direct distributing distribution distributor district division education
    educational electric electronic emergency energy engineering enterprise entertainment environmental equipment
    event family federal financial fire fitness food forensic foundation fund funding general global government
    group hardware health healthcare holding home hospital house imaging industrial industry information institute
    instrument insurance international investment laboratory landscape language law leadership learning leasing
    lighting limited logistic maintenance management manufacturer manufacturing market marketing material
    mechanical media medical member metropolitan mobile municipal music national network office officer operation
    organization packaging paper part partner partnership patrol payment performance pharmacy photography plumbing
    police power print printing processing product production professional program project property protection
    protective psychological public publication publisher publishing purchasing radio realty recreation regional
    rental repair research resource restaurant safety sale school science security service shop signal society
    software solution specialist specialty sport staffing station storage store strategic studio supply support
    system team technical technology telecommunication telephone test testing therapy tool trading training
    transport transportation travel tree truck trucking trust unified union united university us usa utility
    vehicle video warehouse waste water web wholesale wireless work world worldwide
    """
)

#: Words a firm may add or leave without being another firm.
EMPTY = _words("company corporation inc incorporated limited us usa com")

#: Words that a register leaves out of a longer name; where the register has them and the list has not, they may be a
#: sister firm's.
FILLING = EMPTY | _words("america global group international service solution store system technology")

#: Words that say what public body a name means. Two names with other bodies mean other bodies.
BODIES = _words(
    """
    police sheriff fire schools county city town village township parish borough publicsafety attorney constable
    court library patrol airport transit portauthority taskforce marshal highschool middleschool elementaryschool
    coroner housingauthority waterdistrict university uof stateof
    """
)

#: Where these stand, a word for the municipality says nothing more: Town of Cary Police = Cary Police.
_MUNICIPAL = frozenset({"city", "town", "village", "borough"})
IMPLIED = {
    "police": _MUNICIPAL, "fire": _MUNICIPAL, "publicsafety": _MUNICIPAL, "sheriff": frozenset({"county"}),
    "schools": _MUNICIPAL, "library": _MUNICIPAL,
}  # fmt: skip

#: Legal forms that say nothing where they stand within a name: Sun Life Assurance Co of Canada.
INNER_FORMS = _words("co company corp corporation inc incorporated llc lp ltd")

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
    """services -> service, technologies -> technology; short words, "ss" and "us" stay, and the names of states."""
    if word in STATE_WORDS:
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
