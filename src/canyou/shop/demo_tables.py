"""The demo shop's machines, crews, customers and people (all invented)."""

# ruff: noqa: E501 (a table reads best with a row a line)
from __future__ import annotations

NAME = "Hallam Creek Machining (demo)"
TIMEZONE = "America/Chicago"
CURRENCY = "USD"

WORK_CENTERS = (
    # code, name, calendar, machines, efficiency, hour cost, overtime cost an hour, crew, attended
    ("SAW", "Band saws", "two", 2, "0.95", 42, 63, "", ""),
    ("TURN", "CNC lathes", "two", 5, "0.9", 78, 117, "SETUP-TURN", "setup"),
    ("SWISS", "Swiss lathes", "three", 3, "0.9", 84, 126, "SETUP-TURN", "setup"),
    ("TM", "Turn-mill centers", "two", 3, "0.88", 110, 165, "SETUP-TURN", "setup"),
    ("M3", "3-axis mills", "two", 2, "0.9", 80, 120, "SETUP-MILL", "setup"),
    ("M4", "4-axis horizontal mills", "three", 2, "0.88", 112, 168, "SETUP-MILL", "setup"),
    ("M5", "5-axis mills", "two", 3, "0.92", 138, 207, "SETUP-MILL", "setup"),
    ("HOB", "Gear hobber", "two", 1, "0.9", 95, 143, "GEARS", "setup"),
    ("WEDM", "Wire EDM", "three", 1, "1", 70, 105, "EDM", "setup"),
    ("SEDM", "Sinker EDM", "day", 1, "0.95", 72, 108, "EDM", "setup"),
    ("SGR", "Surface grinders", "day", 1, "0.9", 68, 102, "GRIND", "all"),
    ("CGR", "Cylindrical grinders", "two", 2, "0.9", 86, 129, "GRIND", "all"),
    ("HONE", "Honing machine", "day", 1, "0.95", 74, 111, "", ""),
    ("DEB", "Deburring benches", "two", 3, "1", 46, 69, "DEBURR", "all"),
    ("WASH", "Parts washer", "two", 1, "1", 38, 57, "", ""),
    ("CMM", "Coordinate measuring machines", "two", 2, "0.95", 92, 138, "INSPECT", "all"),
    ("INSP", "Inspection benches", "day", 3, "1", 58, 87, "INSPECT", "all"),
    ("LEAK", "Leak test stand", "two", 1, "0.95", 62, 93, "", ""),
    ("MARK", "Laser marker", "two", 1, "1", 48, 72, "", ""),
    ("ASSY", "Assembly benches", "day", 2, "1", 52, 78, "ASSEMBLY", "all"),
    ("PACK", "Packing benches", "day", 2, "1", 36, 54, "", ""),
)

CREWS = (
    # crew, calendar, people, skills, overtime cost an hour
    ("SETUP-TURN", "two", 4, "turning and Swiss set-up", 41),
    ("SETUP-MILL", "two", 3, "milling set-up, probing", 44),
    ("GEARS", "two", 1, "hobbing", 43),
    ("EDM", "two", 1, "wire and sinker EDM", 42),
    ("GRIND", "two", 3, "surface and cylindrical grinding", 40),
    ("DEBURR", "two", 3, "deburring, hand finishing", 31),
    ("INSPECT", "two", 4, "CMM programs, first articles", 39),
    ("ASSEMBLY", "day", 2, "assembly, seals and bearings", 35),
)

WEEK = {
    "day": [(d, "07:00", "15:30") for d in range(5)],
    "two": [(d, s, e) for d in range(5) for s, e in (("06:00", "14:00"), ("14:00", "22:00"))],
    # the night shift runs Monday to Thursday nights, without set-up people
    "three": [
        *((d, s, e) for d in range(5) for s, e in (("06:00", "14:00"), ("14:00", "22:00"))),
        *((d, "22:00", "24:00") for d in range(4)),
        *((d, "00:00", "06:00") for d in range(1, 5)),
    ],
    "saturday": [(5, "06:00", "12:00")],
}
"""Shifts by calendar: weekday (0 = Monday), start, end. Sundays are always closed."""

CUSTOMERS = (
    # code, name, importance, ship method, transit days, least shipment, complete only, tolerance %, early days, share of orders
    ("HARROW", "Harrow Pumps", 4, "LTL freight", 1, "", "", 0, 3, 9),
    ("MERIDIAN", "Meridian Valve Works", 3, "LTL freight", 2, 20, "", 0, 5, 10),
    ("CALLOWAY", "Calloway Hydraulics", 3, "LTL freight", 1, "", "", 2, 5, 8),
    ("BRIGHT", "Brightwater Instruments", 2, "parcel", 2, "", "", 0, 10, 6),
    ("NORFIELD", "Norfield Aerostructures", 5, "parcel", 2, "", "yes", 0, 10, 8),
    ("TESSELL", "Tessell Robotics", 3, "parcel", 3, "", "", 0, 5, 7),
    ("KESTREL", "Kestrel Flight Systems", 4, "parcel air", 1, "", "yes", 0, 10, 6),
    ("IRONBR", "Ironbridge Turbines", 3, "LTL freight", 3, "", "", 0, 5, 5),
    ("LAKESH", "Lakeshore Dental", 2, "parcel", 2, 50, "", 5, 10, 5),
    ("PALISADE", "Palisade Semicon Tools", 4, "parcel air", 2, "", "", 0, 2, 6),
    ("QUARRY", "Quarry Equipment", 1, "LTL freight", 2, "", "", 5, 10, 5),
    ("DUNMORE", "Dunmore Rail", 2, "LTL freight", 3, "", "yes", 0, 5, 4),
    ("SABLE", "Sablewood Optics", 2, "parcel", 3, "", "", 0, 5, 4),
    ("VANTAGE", "Vantage Surgical", 4, "parcel", 2, "", "", 0, 5, 5),
    ("ORCHARD", "Orchard Packaging Machines", 1, "will call", 0, "", "", 5, 20, 5),
    ("COPPER", "Copperline Marine", 1, "LTL freight", 4, "", "", 3, 10, 3),
    ("REDFERN", "Redfern Motors", 2, "LTL freight", 1, 50, "", 2, 5, 6),
    ("STILLW", "Stillwater Tooling", 2, "parcel", 1, "", "yes", 0, 5, 7),
)

PREFERS = {
    # what a customer mostly buys, by the beginning of the part number
    "HARROW": ("P-2140", "P-2144", "P-2150", "P-20", "A-9010"),
    "MERIDIAN": ("P-20", "A-9040"),
    "CALLOWAY": ("P-21",),
    "BRIGHT": ("P-2160", "P-2166", "P-5024", "P-5015"),
    "NORFIELD": ("P-4003", "P-4004", "P-4025"),
    "TESSELL": ("P-403", "P-404", "A-9020"),
    "KESTREL": ("P-4010", "P-4018", "P-4003", "P-4004"),
    "IRONBR": ("P-4061", "P-3052", "P-2150", "P-3010"),
    "LAKESH": ("P-5007", "P-5011"),
    "PALISADE": ("P-7002", "P-7008", "P-5031"),
    "QUARRY": ("P-30", "P-4050"),
    "DUNMORE": ("P-3014", "P-302", "P-2131"),
    "SABLE": ("P-7015", "P-7021"),
    "VANTAGE": ("P-5002", "P-5020", "P-5011"),
    "ORCHARD": ("P-303", "P-306", "P-4042", "A-9030"),
    "COPPER": ("P-2140", "P-2055", "P-3066", "P-2050"),
    "REDFERN": ("P-3040", "P-3031", "P-4050"),
    "STILLW": ("P-60",),
}

THEIR_PARTS = (
    ("HARROW", "HP-77410-A", "P-2140"),
    ("HARROW", "HP-77418-C", "P-2144"),
    ("HARROW", "HP-30122", "P-2150"),
    ("HARROW", "HP-41000", "A-9010"),
    ("MERIDIAN", "MVW 118-204", "P-2041"),
    ("MERIDIAN", "MVW 118-205", "P-2042"),
    ("MERIDIAN", "MVW 118-310", "P-2055"),
    ("MERIDIAN", "MVW 118-422", "P-2063"),
    ("CALLOWAY", "10-4410", "P-2110"),
    ("CALLOWAY", "10-4412", "P-2114"),
    ("CALLOWAY", "10-5107", "P-2131"),
    ("NORFIELD", "NA65-1182-1", "P-4003"),
    ("NORFIELD", "NA65-1182-2", "P-4004"),
    ("NORFIELD", "NA65-2207-3", "P-4025"),
    ("TESSELL", "TR-WF-0031", "P-4031"),
    ("TESSELL", "TR-AL-0007", "P-4033"),
    ("KESTREL", "KFS 8812", "P-4010"),
    ("KESTREL", "KFS 8815", "P-4018"),
    ("IRONBR", "IB-SC-55", "P-4061"),
    ("LAKESH", "AB-3.5", "P-5007"),
    ("PALISADE", "0200-34417", "P-7002"),
    ("PALISADE", "0021-90350", "P-7008"),
    ("DUNMORE", "DR 17-014", "P-3014"),
    ("SABLE", "LC80", "P-7015"),
    ("VANTAGE", "VS-4538", "P-5002"),
    ("REDFERN", "RM-S-220", "P-3040"),
)

DOMAIN = "hallamcreek.example"

OFFICE = (
    # key, name, side, title
    ("nora", "Nora Whitfield", "sales", "Inside sales"),
    ("declan", "Declan Osei", "sales", "Inside sales"),
    ("priya", "Priya Raman", "sales", "Account manager"),
    ("tomas", "Tomas Berg", "sales", "Account manager"),
    ("grace", "Grace Hallam", "sales", "Sales manager"),
    ("ines", "Ines Calder", "operations", "Planner"),
    ("walt", "Walt Brannigan", "operations", "Day shift supervisor"),
    ("rosa", "Rosa Villareal", "operations", "Evening shift supervisor"),
    ("owen", "Owen Teague", "operations", "Night lead"),
    ("hana", "Hana Sato", "operations", "Quality manager"),
    ("marcus", "Marcus Dell", "operations", "Purchasing"),
    ("lena", "Lena Kowal", "operations", "Manufacturing engineer"),
    ("abel", "Abel Fontaine", "operations", "Operations manager"),
)
COVERS = {
    "nora": "declan", "declan": "nora", "priya": "tomas", "tomas": "priya", "grace": "priya",
    "ines": "abel", "abel": "ines", "walt": "rosa", "rosa": "walt", "owen": "rosa", "hana": "walt", "marcus": "ines",
}  # fmt: skip
"""Who is asked when somebody is away."""
SELLERS = ("nora", "declan", "priya", "tomas")

HANDS = {
    # area: (title, work centers, day hands, evening hands)
    "turning": (
        "Machinist, turning",
        ("TURN", "TM", "SWISS"),
        ("Curtis Vogel", "Amina Bello", "Pete Lindgren"),
        ("Duc Tran", "Shelby Knox"),
    ),
    "milling": (
        "Machinist, milling",
        ("M3", "M4", "M5"),
        ("Luis Ortega", "Karen Fitch", "Jamal Reed"),
        ("Viktor Hale", "Dana Pruitt", "Sam Otieno"),
    ),
    "gears": ("Gear cutter", ("HOB",), ("Emil Novak",), ("Emil Novak",)),
    "edm": ("EDM operator", ("WEDM", "SEDM"), ("Joyce Lam",), ("Brent Sorley",)),
    "grinding": (
        "Grinder",
        ("SGR", "CGR", "HONE"),
        ("Arturo Pinto", "Gail Weston"),
        ("Nick Adeyemi", "Fay Morris"),
    ),
    "deburr": (
        "Deburr hand",
        ("DEB", "WASH", "SAW"),
        ("Tina Marsh", "Omar Haddad"),
        ("Lucy Bright", "Ed Zielinski"),
    ),
    "inspection": ("CMM inspector", ("CMM", "INSP", "LEAK"), ("Ruth Alvarez", "Ken Ishida"), ("Mona Freed",)),
    "assembly": ("Assembler", ("ASSY", "PACK", "MARK"), ("Beth Nolan", "Ravi Menon"), ("Ravi Menon",)),
}
"""Who stands at which machines; at night the night lead looks after those that run alone."""


def person_key(name: str) -> str:
    """The short name a person has in people.csv and in the log."""
    first, last = name.lower().split(" ", 1)
    return f"{first}.{last[0]}"
