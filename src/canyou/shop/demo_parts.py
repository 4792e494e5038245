"""What the demo shop makes: parts, materials, routings in a short notation.

A routing is steps between bars: `M5 90/11` is 110 minutes of set-up and 14 a piece on work center M5; a work
center alone takes its usual minutes (`USUAL`); `PASS 5` is an outside step of 5 days. Behind it `^TM` names an
alternate, `~20` the overlap quantity, `+90` minutes of waiting (curing, cooling) before the next step.
"""

# ruff: noqa: E501 (a table reads best with a row a line)
from __future__ import annotations

from typing import NamedTuple


class DemoPart(NamedTuple):
    """A part that is made. `per_piece` is in the material's unit, `lot` the usual order quantity."""

    part: str
    name: str
    material: str
    per_piece: str
    lot: int
    weight: int
    """How often it is ordered, against the others; 0: only inside assemblies."""
    price: float
    routing: str


USUAL = {"WASH": "10/0.3", "MARK": "10/0.5", "PACK": "8/0.5", "LEAK": "20/1.8", "INSP": "10/1.2"}

MATERIALS = {
    # material: (name, unit, supplier, lead days)
    "316L-R65": ("316L round bar, 65 mm", "m", "Great Plains Alloys", 9),
    "316L-R70": ("316L round bar, 70 mm", "m", "Great Plains Alloys", 9),
    "316L-R25": ("316L round bar, 25 mm", "m", "Great Plains Alloys", 7),
    "304-R40": ("304 round bar, 40 mm", "m", "Great Plains Alloys", 6),
    "174-R50": ("17-4PH round bar, 50 mm, cond. A", "m", "Great Plains Alloys", 14),
    "4140-R60": ("4140 pre-hard round bar, 60 mm", "m", "Tri-Lakes Steel", 5),
    "4340-R80": ("4340 round bar, 80 mm", "m", "Tri-Lakes Steel", 8),
    "8620-R90": ("8620 round bar, 90 mm", "m", "Tri-Lakes Steel", 8),
    "1144-R30": ("1144 Stressproof bar, 30 mm", "m", "Tri-Lakes Steel", 4),
    "6082-PL40": ("6082-T6 plate, 40 mm", "kg", "Northbank Metals", 5),
    "6061-PL25": ("6061-T651 plate, 25 mm", "kg", "Northbank Metals", 4),
    "7075-PL60": ("7075-T7351 plate, 60 mm", "kg", "Northbank Metals", 12),
    "6061-R50": ("6061-T6 round bar, 50 mm", "m", "Northbank Metals", 4),
    "C360-R20": ("C360 brass hex bar, 20 mm", "m", "Northbank Metals", 3),
    "C932-T60": ("C932 bearing bronze tube, 60 mm", "m", "Northbank Metals", 10),
    "TI64-R30": ("Ti-6Al-4V bar, 30 mm", "m", "Great Plains Alloys", 21),
    "TI64-PL25": ("Ti-6Al-4V plate, 25 mm", "kg", "Great Plains Alloys", 24),
    "IN718-R55": ("Inconel 718 bar, 55 mm", "m", "Great Plains Alloys", 28),
    "D2-PL25": ("D2 tool steel, ground flat 25 mm", "kg", "Tri-Lakes Steel", 6),
    "A2-PL40": ("A2 tool steel, 40 mm", "kg", "Tri-Lakes Steel", 6),
    "PEEK-R40": ("PEEK rod, 40 mm", "m", "Fairmont Plastics", 11),
    "DI-CAST": ("Ductile iron casting 7741", "ea", "Ashgrove Foundry", 20),
    "AL-CAST": ("A356-T6 casting 5512", "ea", "Ashgrove Foundry", 18),
}

BOUGHT = {
    # bought component: (name, unit, supplier, lead days)
    "F-1106": ("Socket head screw M6 × 20, A4", "ea", "Bolt & Pin Supply", 3),
    "F-1108": ("Socket head screw M8 × 25, A4", "ea", "Bolt & Pin Supply", 3),
    "F-1210": ("Dowel pin 6 × 20, hardened", "ea", "Bolt & Pin Supply", 4),
    "S-3020": ("O-ring 20 × 2.5 FKM", "ea", "Sealhaus Midwest", 6),
    "S-3044": ("Spring-energized seal, 44 mm", "ea", "Sealhaus Midwest", 25),
    "B-6204": ("Deep groove ball bearing 6204-2RS", "ea", "Bearing Exchange", 5),
    "B-7005": ("Angular contact pair 7005", "ea", "Bearing Exchange", 16),
    "H-0610": ("Helicoil M6 × 10", "ea", "Bolt & Pin Supply", 3),
}

OUTSIDE = {
    # code: (step name, supplier, cost a piece)
    "HT": ("Heat treat", "Lakeland Heat Treating", "3.10"),
    "CARB": ("Carburize and harden", "Lakeland Heat Treating", "4.60"),
    "ANO": ("Anodize, type II", "Clearfield Finishing", "2.20"),
    "HARD": ("Hard anodize, type III", "Clearfield Finishing", "3.80"),
    "PASS": ("Passivate", "Clearfield Finishing", "0.90"),
    "NI": ("Electroless nickel", "Clearfield Finishing", "4.20"),
    "NDT": ("Fluorescent penetrant inspection", "Midstate NDT", "5.50"),
}

_TAIL = "DEB 5/2.5 | WASH | INSP | PACK"

PARTS = tuple(
    DemoPart(*row)
    for row in (
        # fluid power and valves
        ("P-2041", "Valve body", "316L-R70", "0.118", 110, 9, 84, "SAW 10/1.4 | TM 90/9.5 ~10 | M5 95/13 ~15 | DEB 5/4 | WASH | CMM 15/1.4 | LEAK | MARK | PACK"),
        ("P-2042", "Valve body, NPT ports", "316L-R65", "0.118", 70, 5, 88, "SAW 10/1.4 | TM 90/9.5 | M5 85/11 | DEB 5/4 | WASH | CMM 15/1.4 | LEAK | MARK | PACK"),
        ("P-2050", "Valve stem", "174-R50", "0.165", 140, 5, 31, "SAW 8/0.9 | TURN 45/5.5 | HT 5 | CGR 40/3.2 | WASH | CMM 12/1.6 | PACK"),
        ("P-2055", "Bonnet", "316L-R65", "0.062", 110, 5, 38, "SAW 8/1.1 | TURN 50/7 ^TM | M3 35/4 | DEB 5/2 | WASH | INSP | PACK"),
        ("P-2063", "Seat ring", "316L-R65", "0.028", 270, 5, 14, "TM 60/3.6 | WASH | HONE 25/1.4 | INSP | PACK"),
        ("P-2110", "Manifold block, 6 station", "6082-PL40", "3.4", 40, 7, 142, "SAW 10/2 | M4 80/21 | M5 55/9 | DEB 10/9 | WASH 10/0.8 | CMM 15/4.7 | ANO 5 | LEAK | PACK"),
        ("P-2114", "Manifold block, 10 station", "6082-PL40", "5.6", 28, 4, 228, "SAW 10/2.5 | M4 95/34 | M5 65/13.5 | DEB 10/14 | WASH 10/1 | CMM 20/7 | ANO 5 | LEAK | PACK"),
        ("P-2120", "Cartridge sleeve", "4140-R60", "0.09", 220, 5, 22, "TURN 45/4.2 | HT 4 | HONE 30/2.4 | CGR 40/2.6 | WASH | INSP | PACK"),
        ("P-2131", "Spool, 3-position", "8620-R90", "0.13", 110, 4, 46, "SAW 8/0.8 | TURN 50/6 | M4 40/3 | CARB 6 | CGR 60/5.5 | DEB 5/2.2 | WASH | CMM 15/2.5 | PACK"),
        ("P-2140", "Pump housing", "DI-CAST", "1", 50, 5, 118, "M4 90/18 | M5 65/9.5 | HONE 30/3 | DEB 8/5 | WASH | CMM 20/5.6 | LEAK | PACK"),
        ("P-2144", "Pump cover", "DI-CAST", "1", 50, 3, 64, "M4 60/11 | DEB 5/3 | WASH | INSP | PACK"),
        ("P-2150", "Impeller, 7 vane", "316L-R65", "0.07", 40, 5, 176, "SAW 8/1.2 | TURN 40/6 | M5 105/21.5 | DEB 10/7 | NDT 3 | CMM 25/7 | PACK"),
        ("P-2160", "Flow nozzle", "316L-R25", "0.055", 360, 4, 9.5, "SWISS 75/2.8 | WASH | INSP | PACK"),
        ("P-2166", "Orifice plate", "304-R40", "0.012", 450, 3, 6.2, "TURN 30/1.6 | SGR 20/0.8 | WASH | INSP | PACK"),
        # shafts and gears
        ("P-3010", "Input shaft", "4340-R80", "0.31", 50, 5, 96, "SAW 8/2 | TURN 60/14 | HOB 55/7 | HT 6 | CGR 50/8 | DEB 5/2 | CMM 15/4.2 | PACK"),
        ("P-3014", "Pinion shaft, 17 teeth", "8620-R90", "0.24", 70, 5, 88, "SAW 8/1.8 | TURN 55/11 | HOB 60/8 | CARB 6 | CGR 55/7 | CMM 20/4.5 | PACK"),
        ("P-3020", "Spur gear, module 2, 48 teeth", "8620-R90", "0.034", 110, 4, 52, "SAW 6/1 | TURN 40/5 | HOB 50/5.5 | CARB 6 | SGR 30/2 | HONE 25/2 | CMM 15/2.8 | PACK"),
        ("P-3022", "Helical gear, 36 teeth", "8620-R90", "0.04", 90, 3, 61, "SAW 6/1 | TURN 40/5.5 | HOB 65/7.5 | CARB 6 | HONE 25/2.2 | CMM 15/3.4 | PACK"),
        ("P-3031", "Drive coupling hub", "1144-R30", "0.06", 180, 4, 18, "TURN 35/3.8 | M3 30/2.6 | " + _TAIL),
        ("P-3040", "Motor shaft", "1144-R30", "0.22", 180, 5, 21, "SAW 6/0.7 | TURN 40/4.4 | M3 25/1.8 | CGR 40/3 | WASH | INSP | PACK"),
        ("P-3052", "Eccentric shaft", "4140-R60", "0.26", 40, 3, 104, "SAW 8/1.6 | TM 80/15 | HT 5 | CGR 70/10 | CMM 15/4.2 | PACK"),
        ("P-3060", "Lead screw nut", "C932-T60", "0.07", 140, 3, 34, "TURN 50/6.5 | M3 25/2.2 | " + _TAIL),
        ("P-3066", "Thrust bushing", "C932-T60", "0.03", 270, 3, 12, "TURN 30/2.4 | WASH | INSP | PACK"),
        # aircraft and robotics
        ("P-4003", "Hinge bracket, left", "7075-PL60", "2.2", 36, 5, 188, "SAW 10/2 | M5 95/21 | DEB 10/9 | CMM 25/7.8 | ANO 5 | MARK | PACK"),
        ("P-4004", "Hinge bracket, right", "7075-PL60", "2.2", 36, 5, 188, "SAW 10/2 | M5 95/21 | DEB 10/9 | CMM 25/7.8 | ANO 5 | MARK | PACK"),
        ("P-4010", "Actuator housing", "AL-CAST", "1", 40, 5, 164, "M5 90/15 | HONE 25/3 | DEB 10/6 | WASH | CMM 25/6.2 | HARD 6 | LEAK | MARK | PACK"),
        ("P-4018", "Actuator rod end", "174-R50", "0.11", 90, 4, 72, "SAW 8/1 | TM 75/9 | HT 5 | CGR 40/4 | NDT 3 | CMM 15/2.8 | MARK | PACK"),
        ("P-4025", "Rib fitting", "TI64-PL25", "1.1", 22, 3, 320, "WEDM 40/18 | M5 105/30.5 | DEB 15/12 | NDT 3 | CMM 30/9.8 | MARK | PACK"),
        ("P-4031", "Robot wrist flange", "6082-PL40", "1.3", 70, 5, 66, "SAW 8/1.2 | TURN 40/5 | M5 55/6.5 | DEB 5/3.4 | CMM 15/3.1 | ANO 5 | PACK"),
        ("P-4033", "Robot arm link", "6082-PL40", "2.8", 40, 4, 124, "SAW 8/1.6 | M4 75/17 | DEB 8/6 | CMM 15/4.2 | ANO 5 | PACK"),
        ("P-4040", "Sensor mount", "6061-PL25", "0.35", 140, 5, 19, "SAW 6/0.6 | M3 45/5 ^M4 | DEB 5/1.8 | ANO 5 | INSP | PACK"),
        ("P-4042", "Gripper finger, pair", "6061-PL25", "0.5", 110, 4, 28, "M3 40/7 ^M4 | DEB 5/2.5 | ANO 5 | INSP | PACK"),
        ("P-4050", "Gearbox cover plate", "6061-PL25", "1.2", 90, 4, 36, "SAW 8/1 | M3 50/8 ^M4 | " + _TAIL),
        ("P-4061", "Turbine seal carrier", "IN718-R55", "0.05", 28, 3, 285, "TURN 70/22 | M5 90/16 | NDT 3 | CGR 50/6 | CMM 25/5.6 | MARK | PACK"),
        # Swiss work, medical and dental
        ("P-5002", "Bone screw, 4.5 × 38", "TI64-R30", "0.045", 540, 4, 11.5, "SWISS 120/4.2 | DEB 5/0.6 | PASS 4 | INSP 15/0.6 | MARK 15/0.4 | PACK"),
        ("P-5007", "Dental abutment", "TI64-R30", "0.02", 450, 4, 13, "SWISS 140/5 | DEB 5/0.8 | PASS 4 | CMM 20/0.9 | PACK"),
        ("P-5011", "Guide pin, 3 mm", "316L-R25", "0.04", 720, 4, 3.8, "SWISS 60/1.6 | CGR 30/0.7 | WASH | INSP 10/0.3 | PACK"),
        ("P-5015", "Contact pin, gold-flash ready", "C360-R20", "0.018", 1440, 3, 1.9, "SWISS 55/0.9 | WASH | INSP 10/0.15 | PACK 8/0.1"),
        ("P-5020", "Trocar sleeve", "316L-R25", "0.16", 220, 3, 24, "SWISS 90/6 | HONE 25/1.6 | PASS 4 | INSP | PACK"),
        ("P-5024", "Hose barb fitting", "C360-R20", "0.04", 900, 4, 3.1, "SWISS 50/1.2 | WASH | INSP 10/0.2 | PACK 8/0.1"),
        ("P-5031", "Insulator bush, PEEK", "PEEK-R40", "0.025", 270, 3, 15, "TURN 30/2.8 | DEB 5/1 | INSP | PACK"),
        # tooling, EDM
        ("P-6004", "Blanking punch", "D2-PL25", "0.9", 14, 3, 265, "M3 30/9 | HT 5 | SGR 30/10 | WEDM 45/55 | CMM 15/7 | MARK | PACK"),
        ("P-6005", "Die insert", "D2-PL25", "2.1", 10, 3, 480, "M3 40/16 | HT 5 | SGR 35/14 | WEDM 60/110 | CMM 20/11.2 | MARK | PACK"),
        ("P-6012", "Mold core, 4 cavity", "A2-PL40", "4.2", 8, 3, 940, "M4 90/60 | HT 6 | SGR 30/15 | SEDM 70/130 | CMM 30/25.2 | PACK"),
        ("P-6020", "Spline gauge", "A2-PL40", "1.0", 8, 2, 410, "TURN 30/12 | HT 5 | CGR 40/16 | WEDM 60/75 | CMM 25/19.6 | MARK | PACK"),
        ("P-6030", "Collet, 5 lobe", "4140-R60", "0.08", 70, 3, 58, "TURN 40/7 | HT 5 | CGR 35/4 | WEDM 40/11 | INSP | PACK"),
        # semiconductor tools and optics
        ("P-7002", "Gas ring", "316L-R65", "0.03", 50, 4, 134, "TURN 45/8 | M5 60/12 | DEB 8/6 | NI 6 | CMM 20/5 | LEAK | PACK"),
        ("P-7008", "Chuck base plate", "6061-PL25", "6.5", 22, 3, 350, "M4 90/38 | SGR 40/12 | DEB 10/8 | HARD 6 | CMM 25/8.4 | PACK"),
        ("P-7015", "Lens cell, 80 mm", "6061-R50", "0.04", 70, 4, 78, "TM 70/10 | DEB 5/3 | HARD 6 | CMM 15/3.4 | PACK"),
        ("P-7021", "Mirror mount, kinematic", "6061-PL25", "0.8", 50, 3, 95, "M4 60/14 | DEB 6/4 | ANO 5 | CMM 15/3.6 | PACK"),
        # made only to go into assemblies
        ("C-8101", "Pump body, machined", "DI-CAST", "1", 50, 0, 95, "M4 85/16 | HONE 25/3 | DEB 8/4 | WASH"),
        ("C-8102", "Pump rotor", "4140-R60", "0.14", 50, 0, 48, "TURN 40/7 | M3 30/5 | CGR 35/4 | WASH"),
        ("C-8110", "Actuator piston", "174-R50", "0.09", 70, 0, 41, "TURN 40/6 | CGR 35/4 | WASH"),
        ("C-8111", "Actuator cylinder tube", "6061-R50", "0.22", 70, 0, 37, "TM 60/7 | HONE 30/3.5 | WASH"),
        ("C-8120", "Clamp jaw", "4140-R60", "0.1", 110, 0, 29, "SAW 6/1 | M3 35/6 | DEB 4/2"),
        ("C-8121", "Clamp base", "6061-PL25", "1.6", 70, 0, 44, "SAW 6/1.2 | M3 45/9 ^M4 | DEB 5/3"),
        ("C-8122", "Clamp screw blank", "1144-R30", "0.12", 140, 0, 6, "SWISS 40/2"),
        ("C-8123", "Clamp screw", "", "", 140, 0, 14, "CGR 25/1.5 | WASH"),
        # assemblies
        ("A-9010", "Metering pump head", "", "", 28, 3, 520, "ASSY 15/22 +60 | LEAK 25/4 | MARK | PACK"),
        ("A-9020", "Linear actuator, 100 mm", "", "", 22, 3, 610, "ASSY 15/28 | LEAK 25/5 | MARK | PACK"),
        ("A-9030", "Vise clamp set", "", "", 36, 3, 240, "ASSY 10/14 | INSP | PACK"),
        ("A-9040", "Valve trim kit", "", "", 40, 2, 130, "ASSY 8/6 | INSP | PACK"),
    )
)  # fmt: skip

COMPONENTS = (
    # part, component, quantity per unit, step (empty: the first)
    ("A-9010", "C-8101", "1", ""),
    ("A-9010", "C-8102", "1", ""),
    ("A-9010", "S-3044", "2", ""),
    ("A-9010", "B-6204", "2", ""),
    ("A-9010", "F-1108", "8", ""),
    ("A-9020", "C-8110", "1", ""),
    ("A-9020", "C-8111", "1", ""),
    ("A-9020", "S-3020", "4", ""),
    ("A-9020", "B-7005", "1", ""),
    ("A-9020", "F-1106", "6", ""),
    ("A-9030", "C-8120", "2", ""),
    ("A-9030", "C-8121", "1", ""),
    ("A-9030", "C-8123", "1", ""),
    ("A-9030", "F-1210", "4", ""),
    ("C-8123", "C-8122", "1", ""),
    ("A-9040", "P-2063", "2", ""),
    ("A-9040", "S-3020", "3", ""),
    ("P-4033", "H-0610", "8", "60"),
)
