"""One person of a race over HTTP; started by served.py. Needs nothing but Python.

client.py FILE: a JSON object {"name", "token", "ports", "questions", "until", "churn", "acknowledged", "stop", "seed"}

Every acknowledged promise is written to the file `acknowledged`, on disk, before anything else is done. An answer
that does not come is asked for again with the same key, of another process if need be. With `churn`, and where the
week is full, a promise of one's own is cancelled. Ends after so many questions, with `stop` once that file is there.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

PATIENCE = 180
"""Seconds for which an answer is asked for again and again."""


class NoAnswer(Exception):
    """Nobody answered in time."""


class Client:
    """Somebody with a token who calls whichever process answers."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.rng = random.Random(told["seed"])
        self.port = told["ports"][told["seed"] % len(told["ports"])]
        self.connection: http.client.HTTPConnection | None = None
        self.seen: Counter[str] = Counter()
        self.took: list[float] = []
        self.wrong: list[str] = []
        self.mine: list[int] = []

    def write(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The answer to a write, asked again with the same key until it comes."""
        key, give_up = uuid.UUID(int=self.rng.getrandbits(128)).hex, time.monotonic() + PATIENCE
        headers = {
            "Authorization": f"Bearer {self.told['token']}", "Content-Type": "application/json",
            "Idempotency-Key": key,
        }  # fmt: skip
        while time.monotonic() < give_up:
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.request("POST", path, json.dumps(body), headers)
                response = self.connection.getresponse()
                text = response.read()
            except (OSError, http.client.HTTPException):
                self.seen["no answer"] += 1
                self.change()
                time.sleep(0.1)
                continue
            self.seen[str(response.status)] += 1
            if response.status == 503:
                self.change()
                time.sleep(0.2)
                continue
            if response.status >= 500:
                self.wrong.append(f"{path}: {response.status} {text[:300]!r}")
            return response.status, json.loads(text) if text.startswith(b"{") else {}
        raise NoAnswer(path)

    def change(self) -> None:
        """Call another process."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None
        self.port = self.rng.choice(self.told["ports"])

    def acknowledge(self, line: str) -> None:
        with Path(self.told["acknowledged"]).open("a", encoding="ascii") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def one(self) -> str:
        """One question to its end."""
        quantity = self.rng.choice(["1", "1", "2", "0.5"])
        asked = {"part": "P-1", "quantity": quantity, "by": self.told["until"], "customer": "ACME"}
        status, question = self.write("/api/questions", asked)
        if status != 201:
            return f"question {status}"
        options = question["options"]
        for _ in range(200):
            found = [o["id"] for o in options if o["kind"] == "as_asked"]
            if not found:
                return "full"
            path = f"/api/questions/{question['id']}/moves"
            status, answer = self.write(path, {"move": "promise", "option": found[0]})
            if status == 200:
                self.acknowledge(f"promised {answer['promise']}")
                self.mine.append(answer["promise"])
                return "promised"
            if status != 409:
                return f"promise {status}"
            options = answer.get("options", [])
        return "never"

    def cancel(self) -> None:
        """Make room: a promise of one's own is no longer needed."""
        number = self.mine.pop(self.rng.randrange(len(self.mine)))
        self.acknowledge(f"cancelling {number}")
        status, _ = self.write(f"/api/promises/{number}/moves", {"move": "cancel", "why": "room for others"})
        if status == 200:
            self.acknowledge(f"cancelled {number}")
        self.seen[f"cancel {status}"] += 1

    def ask_all(self) -> None:
        stop = Path(self.told["stop"]) if self.told["stop"] else None
        done = 0
        while done < self.told["questions"] if stop is None else not stop.exists():
            began = time.monotonic()
            outcome = self.one()
            self.took.append(time.monotonic() - began)
            self.seen[outcome] += 1
            done += 1
            if self.told["churn"] and outcome == "full" and self.mine:
                self.cancel()


def main() -> None:
    client = Client(json.loads(Path(sys.argv[1]).read_text()))
    try:
        client.ask_all()
    except NoAnswer as error:
        client.wrong.append(f"no answer in {PATIENCE} seconds: {error}")
    took = sorted(client.took) or [0.0]
    found = {"median": took[len(took) // 2], "p99": took[int(len(took) * 0.99)], "questions": len(took)}
    print(json.dumps({"seen": dict(client.seen), "wrong": client.wrong[:5], **found}))


if __name__ == "__main__":
    main()
