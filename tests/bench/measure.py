"""Figures: medians, percentiles, memory, the moment at which Rasa answers."""

from __future__ import annotations

import asyncio
import os
import statistics
from pathlib import Path
from time import perf_counter, time
from typing import Any

import aiohttp

_TICKS = os.sysconf("SC_CLK_TCK")


def summary(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and largest in milliseconds, and how many."""
    ordered = sorted(seconds)
    at95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 1), "p95_ms": round(at95 * 1000, 1),
        "max_ms": round(ordered[-1] * 1000, 1), "turns": len(ordered),
    }


def started_at(pid: int) -> float:
    """When a process was started (seconds since the epoch)."""
    boot = next(
        float(line.split()[1]) for line in Path("/proc/stat").read_text(encoding="ascii").splitlines()
        if line.startswith("btime")
    )
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return boot + int(fields[19]) / _TICKS


async def answers_at(url: str, *, until: asyncio.Event) -> float:
    """The moment at which a GET first gives 200 (seconds since the epoch); 0 if `until` is set before."""
    bound = aiohttp.ClientTimeout(total=1)
    async with aiohttp.ClientSession(timeout=bound) as http:
        while not until.is_set():
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return time()
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(0.05)
    return 0.0


def memory(pid: int) -> dict[str, float]:
    """Megabytes of a process and its children: resident, and its share where pages are shared (PSS)."""
    rss = pss = 0
    for one in (pid, *_children(pid)):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except OSError:  # a connection's process has ended meanwhile
            continue
        figures = {line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
        rss, pss = rss + figures["Rss"], pss + figures["Pss"]
    return {"rss_mb": round(rss / 1024, 1), "pss_mb": round(pss / 1024, 1)}


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text(encoding="ascii").split()):
            found += [child, *_children(child)]
    return found


def yardstick() -> float:
    """Milliseconds of a fixed reckoning (median of five), by which figures of two days can be compared."""
    took = []
    for _ in range(5):
        began = perf_counter()
        sum(n * n % 7 for n in range(1_000_000))
        took.append(perf_counter() - began)
    return round(statistics.median(took) * 1000, 1)


def machine() -> dict[str, Any]:
    """What it ran on, how busy that was before, and how fast it reckons."""
    return {"cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 2), "yardstick_ms": yardstick()}
