"""A small valid shop folder, and what reading says once some of its text is another."""

from __future__ import annotations

from pathlib import Path

from canyou.shop.read import Reading, read_folder

NOW = 1_795_438_800  # 2026-11-23T07:00 in Chicago

SMALL: dict[str, str] = {
    "shop.toml": 'name = "Small"\ntimezone = "America/Chicago"\nnow = 2026-11-23T07:00:00\n',
    "calendars.csv": (
        "calendar,day,start,end\n"
        "day,mon,07:00,15:00\n"
        "day,tue,07:00,15:00\n"
        "day,2026-12-25,,\n"
        "night,tue,22:00,24:00\n"
        "saturday,sat,06:00,12:00\n"
    ),
    "work_centers.csv": (
        "work_center,name,calendar,machines,efficiency,overtime_calendar\n"
        "SAW,Band saw,day,2,0.9,saturday\n"
        "MILL,,day,1,,\n"
        "DRILL,,day,,,\n"
    ),
    "downtime.csv": "work_center,machine,start,end,reason\nSAW,2,2026-11-24,2026-11-24,service\n",
    "crews.csv": "crew,calendar,people,overtime_calendar\nCNC,day,1,\n",
    "parts.csv": "part,name,supply,lead_days\nA,Angle,,\nB,Bracket,make,\nSTEEL,Bar,,3\n",
    "routings.csv": (
        "part,step,name,work_center,setup_minutes,run_minutes,alternates,crew,outside_days,overlap_quantity\n"
        "A,10,Saw,SAW,10,1,DRILL,,,\n"
        "A,20,Mill,MILL,30,2.5,,CNC,,\n"
        "A,30,Coat,,,,,,5,\n"
        "B,10,Mill,MILL,5,1,,CNC,,\n"
    ),
    "bom.csv": "part,component,quantity,step\nA,STEEL,0.5,\nA,B,2,20\n",
    "stock.csv": "part,on_hand,status,reserved_for\nSTEEL,10,,\nA,3,free,SO1\n",
    "receipts.csv": "receipt,part,quantity,due,supplier\nPO1,STEEL,5,2026-12-01,Mill Co\n",
    "customers.csv": "customer,name,importance,transit_days\nACME,Acme Corp,2,1\n",
    "carriers.csv": "carrier,customer,transit_days,cost\nAIR,ACME,0,120\n",
    "part_names.csv": "customer,their_part,part\nACME,X-1,A\n",
    "orders.csv": (
        "order,customer,part,quantity,due,promised,value,state,created,hold_until\n"
        "SO1,ACME,A,10,2026-12-04,2026-12-07T16:00,500,open,2026-11-01,\n"
        "SO2,ACME,B,4,2026-12-01T12:00,,80,,,\n"
        "SO3,ACME,B,6,2026-12-02,,80,hold,,2026-11-30\n"
        "SO4,ACME,A,1,2026-10-02,,80,shipped,,\n"
    ),
    "progress.csv": (
        "order,step,state,good_quantity,scrap_quantity,work_center,machine,started,finished\n"
        "SO1,10,done,10,,,1,2026-11-20T08:00,2026-11-20T10:00\n"
        "SO1,20,running,4,,,1,2026-11-23T06:00,\n"
    ),
    "gates.csv": "order,step,what,due\nSO3,10,drawing,2026-11-27\n",
    "reservations.csv": (
        "order,part,step,work_center,machine,start,pinned\nSO2,B,10,MILL,1,2026-11-24T09:00,yes\n"
    ),
    "events.csv": (
        "order,part,step_name,machine,kind,start,end\nSO4,A,Saw,SAW 1,run,2026-10-01T07:00,2026-10-01T08:00\n"
    ),
    "people.csv": "person,name,email,side\nann,Ann,ann@example.com,sales\n",
    "promises.csv": "promise,by,to,what,made,due,kept,state\n"
    "P1,ann,ACME,SO4,2026-09-01,2026-10-02,2026-10-01,kept\n",
    "emergencies.csv": "emergency,declared,cause,cause_ref\nE1,2026-10-01,missed_promise,P1\n",
    "mistakes.csv": "mistake,found,what,cause_ref\nM1,2026-10-02,Wrong drawing,E1\n",
}


def write_small(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Writes the small shop; `files` replaces whole files, None leaves one out."""
    folder.mkdir(exist_ok=True)
    for name, text in (SMALL | (files or {})).items():
        if isinstance(text, bytes):
            (folder / name).write_bytes(text)
        elif text is not None:
            (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def read_small(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Reading:
    """Reads the small shop with some files replaced."""
    return read_folder(write_small(folder, files), machine_now=NOW)


def read_changed(folder: Path, file: str, old: str, new: str) -> Reading:
    """Reads the small shop with one text in one file replaced; the text has to be there."""
    assert old in SMALL[file], f"{old!r} is not in {file}"
    return read_small(folder, {file: SMALL[file].replace(old, new, 1)})


def lines(reading: Reading) -> list[str]:
    """The problems and warnings as they are printed."""
    return [str(problem) for problem in reading.problems]
