"""How purchase orders, quotes, invoices and staff reports print each technology, and what looks like it and is not.

Typed after the style of such papers, not copied from any. For each technology: wordings that count, then wordings in
which nothing of it is bought.
"""

from __future__ import annotations

WORDINGS: dict[str, tuple[list[str], list[str]]] = {
    "alpr": (
        [
            "FLOCK SAFETY FALCON - FIXED LPR CAMERA (QTY 12)",
            "Annual renewal, Vigilant LEARN hosting and CLK renewal",
            "Staff recommends the purchase of automated license plate readers at a cost not to exceed $90,000",
            "ELSAG MPH-900 mobile kit",
            "No. 4: Flock Safety LPR, no additional cost in year one",
        ],
        [
            "Parking citation books, license plate readers are not included",
            "This quote does not include ALPR or plate readers",
            "Falcon flooring, 40 boxes",
            "In-car router compatible with license plate readers",
            "Attn: ALPR Unit, 2nd floor",
            "Requested by: ALPR Program Manager",
        ],
    ),
    "body_worn_camera": (
        [
            "AXON BODY 4 - CAMERA - NA US FIRST RESPONDER",
            "AB4 MULTI BAY DOCK",
            "Body-Worn Cameras and docking stations, 5 yrs",
        ],
        [
            "Uniform shirts with mount, body camera sold separately",
            "Drone pilot program; no body cameras",
            "Office move for the Body-Worn Camera Coordinator",
        ],
    ),
    "in_car_video": (
        ["WatchGuard 4RE system, trade-in", "AXON FLEET 3 STANDARD 2 CAMERA KIT", "Vehicular video, 14 cars"],
        ["Vehicle upfit excluding in-car video", "Radio mount compatible with dash cameras"],
    ),
    "cctv_fixed_video": (
        ["PTZ camera w/ pole mount", "Avigilon camera licenses, 24 ea", "Video surveillance system for City Hall"],
        ["Fence and gate; security cameras by others", "Door readers, other than CCTV"],
    ),
    "camera_registry_sharing": (
        ["fususCORE appliance", "Camera registry subscription, annual", "Neighbors Public Safety Service agreement"],
        [
            "The contract does not establish or fund a camera registry; it does not include any camera registry",
            "Learn more about our camera registry",
        ],
    ),
    "video_analytics": (
        ["BriefCam Protect, 50 channels", "Video analytics licenses", "Avigilon Appearance Search add-on"],
        ["Cameras are provided without video analytics", "Video analytics: not included"],
    ),
    "face_recognition": (
        ["Clearview AI, one year, 5 users", "NeoFace Watch server", "Facial recognition software maintenance"],
        [
            "The system does not include facial recognition",
            "Body cameras shall not be used with facial recognition",
            "without facial recognition",
            "The Department will not use face recognition",
            "Use of facial recognition technology is prohibited",
            "The camera isn't equipped for facial recognition",
        ],
    ),
    "other_biometrics": (
        ["Livescan workstation", "AFIS maintenance FY24", "Rapid DNA instrument"],
        ["Booking desk, AFIS not included", "No palm print or iris scan"],
    ),
    "gunshot_detection": (
        ["ShotSpotter Respond subscription, 3 sq mi", "Flock Safety Raven", "Gunshot detection services, renewal"],
        ["Falcon cameras only. Gunshot detection was not selected", "Raven trash bags"],
    ),
    "weapons_detection": (
        ["Evolv Express lease, 4 units", "Weapons detection system for schools", "SafePointe sensors"],
        ["Walk-through arch excluding weapons detection", "Weapons screening is sold separately"],
    ),
    "drones_uas": (
        ["DJI Matrice 30T", "Skydio X10 w/ Dock", "Unmanned aircraft system (UAS), Drone as First Responder program"],
        ["Thermal camera, no drone", "drone-free zone signs", "Neither drones nor UAS"],
    ),
    "counter_uas": (
        ["DedroneTracker, annual", "Drone detection sensors", "Counter-UAS trial"],
        ["Drones are sold without drone detection", "Drone mitigation is not part of this order"],
    ),
    "aerial_surveillance": (
        ["Aerial surveillance services, 180 days", "Wide area motion imagery pilot", "Surveillance aircraft lease"],
        ["Helicopter fuel; not for aerial surveillance", "Mapping flight, excluding aerial surveillance"],
    ),
    "cell_site_simulator": (
        ["HARRIS STINGRAY II UPGRADE", "Cell site simulator vehicle", "L3Harris StingRay training"],
        ["Corvette Stingray rental", "Hailstorm roof repair", "The agency does not own or use cell-site simulators"],
    ),
    "commercial_location_data": (
        ["Fog Reveal annual subscription", "Venntel portal access", "Locate X licenses (3)"],
        ["Analytics excluding commercial location data", "No mobile location data"],
    ),
    "cell_record_analysis": (
        ["CellHawk, 2 users", "Call detail records software", "Cell tower analysis training"],
        ["Phone bill audit; cell tower analysis not included", "No tower dump"],
    ),
    "wiretap": (
        [
            "PenLink PLX support",
            "Lincoln collection server",
            "Wire intercept room, pen register licenses",
            "60 - Pen-Link Intercept with proxy services; 30 call content channels",
        ],
        ["Phone lines, other than wiretap lines", "The tool is not a wiretap"],
    ),
    "spyware": (
        ["NSO Pegasus demonstration", "Paragon Graphite licence", "Remote access exploit subscription"],
        ["Endpoint protection that removes viruses, no spyware", "Antivirus excluding spyware"],
    ),
    "mobile_device_forensics": (
        ["CELLEBRITE UFED 4PC ULTIMATE RENEWAL", "GrayKey Advanced license", "Magnet AXIOM, mobile device forensics"],
        ["Laptop, Cellebrite not included", "Dock integrated with Cellebrite"],
    ),
    "social_media_monitoring": (
        ["Babel X seats (10)", "Social media monitoring service, annual", "ShadowDragon SocialNet"],
        ["Web archive; not including social media monitoring", "hair spray, removes tangles"],
    ),
    "people_search_data_broker": (
        ["LexisNexis Accurint for Law Enforcement", "TLOxp monthly minimum", "West CLEAR Proflex, 12 months"],
        ["clear plastic bags", "Mailing lists rather than a data broker"],
    ),
    "data_fusion": (
        ["COPLINK maintenance", "Palantir Gotham cores", "Peregrine platform subscription"],
        ["CAD upgrade instead of COPLINK", "Interface work; data fusion out of scope"],
    ),
    "fusion_center": (
        [
            "Fusion center analyst workstation",
            "Regional Intelligence Center dues",
            "Contribution to the state fusion center",
        ],
        ["Training other than fusion center training", "No fusion center"],
    ),
    "predictive_policing": (
        ["PredPol subscription", "ResourceRouter, year 2", "Predictive policing software"],
        ["Dashboards, no predictive policing", "The City banned and will not use predictive policing"],
    ),
    "real_time_crime_center": (
        [
            "FususONE, 3 years",
            "Real-Time Crime Center build-out",
            "FlockOS Elite",
            "Video wall for the Real Time Crime Center, 12 displays",
            "RTCC software, 5 users\n100 Main Street",
        ],
        [
            "Office chairs, excluding the real time crime center",
            "Real time crime center not in scope",
            "Ship To: Riverbend Police, Real Time Crime Center",
            "SHIP TO\nReal Time Crime Center\n1 Civic Plaza Drive\nRiverbend, ST 00000",
            "Riverbend Police Department Real-Time Crime Center\nAttn: Receiving\nP.O. Box 12",
            "Radios, installed at the Real Time Crime Center",
            "Calls are watched by the RTCC",
            "Division: Real Time Crime Center",
            "RTCC Manager",
            "FlockOS - Essentials, included",
        ],
    ),
    "digital_evidence": (
        ["EVIDENCE.COM UNLIMITED LICENSE", "NICE Investigate", "Digital evidence management, 50 TB"],
        ["Evidence bags", "Lockers, not including digital evidence management"],
    ),
    "records_cad_911": (
        ["Computer Aided Dispatch, annual maintenance", "Mark43 RMS", "CentralSquare Pro suite"],
        ["Headsets, computer-aided dispatch by others", "Server without CAD/RMS"],
    ),
    "ai_report_writing": (
        ["AXON DRAFT ONE - PER OFFICER", "AI report writing pilot", "AI-assisted report drafting, 12 mo"],
        ["Typing service, no AI report writing", "AI report writing was declined; AI report writing is excluded"],
    ),
    "jail_communications": (
        ["Securus THREADS", "Inmate telephone services", "GTL inmate telephone commission"],
        ["Office telephones, excluding inmate telephones", "No inmate tablets"],
    ),
    "electronic_monitoring": (
        ["BI LOC8 units, per day", "Electronic monitoring of pretrial defendants", "VeriTracks ankle monitors"],
        ["Refrigerator alarm, not for electronic monitoring", "Case work without electronic monitoring"],
    ),
    "gps_vehicle_tracking": (
        ["StarChase launcher kit", "Covert GPS tracker, 4G", "GPS tracking devices for investigations"],
        ["Fleet tires, GPS tracking devices not included", "No GPS darts"],
    ),
    "student_monitoring": (
        ["GoGuardian Teacher, 2,400 students", "Gaggle Safety Management", "Bark for Schools"],
        ["Chromebooks, no student monitoring", "Filter excluding student activity monitoring"],
    ),
    "traffic_enforcement": (
        ["Redflex monthly fee", "Red-light camera program", "School bus stop arm cameras"],
        ["Signal cabinets, not including red light cameras", "Speed display sign, no speed camera"],
    ),
}
