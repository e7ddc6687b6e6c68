# SPDX-License-Identifier: Apache-2.0
"""What follows from transfers, and from nothing else: blocked, by what, rate-limited, throttled.

The rules are those of the thesis's sections 3.3, 3.4 and 4.1 (after Glasnost's):

  failed        more than half of the same transfers did not end as they were to
  blocked       a failed one shows a reset that both ends report and neither sent, while the control
                connection lives before and after; or a reset right after the bitfields
  by protocol   the plain transfer of the same port and direction passes
  by direction  the BitTorrent transfer the other way passes
  by port       the BitTorrent transfer on the neutral port passes
  rate-limited  the slowest plain transfer is at least twice the fastest BitTorrent one
  throttled     the same of plain transfers, on the BitTorrent port against the neutral one
"""
import dataclasses
import enum

BITTORRENT, PLAIN = "BitTorrent", "plain TCP"
UP, DOWN = "up", "down"
PROTOCOLS, DIRECTIONS = (BITTORRENT, PLAIN), (UP, DOWN)
BOTH_ENDS = frozenset({"client", "server"})
LIMITED_TIMES = 2
NOT_AVAILABLE = "N/A"


class Ending(enum.Enum):
    COMPLETE = "complete"
    NO_CONNECTION = "no connection"
    RESET = "reset"
    CLOSED = "closed early"
    STALLED = "stalled"


@dataclasses.dataclass(frozen=True)
class Transfer:
    """One transfer as both ends and their captures have it."""
    protocol: str
    direction: str  # as the subscriber sees it
    port: int       # the server's
    ending: Ending
    kbps: float | None = None
    reset_reported_by: frozenset = frozenset()
    reset_sent_by: frozenset = frozenset()  # of its own accord, before one arrived
    after_bitfield: bool = False            # the last message that came through was one
    control_before: bool = True
    control_after: bool = True

    @property
    def passed(self):
        return self.ending is Ending.COMPLETE


class Sign(enum.Enum):
    """How it can be told that a transfer was interrupted from outside."""
    RESET_BY_NEITHER = "a reset that neither end sent"
    AFTER_BITFIELD = "a reset right after the bitfield"
    NONE = "no sign of a reset"


def sign(transfer):
    if transfer.reset_reported_by == BOTH_ENDS and not transfer.reset_sent_by and \
            transfer.control_before and transfer.control_after:
        return Sign.RESET_BY_NEITHER
    if transfer.ending is Ending.RESET and transfer.after_bitfield:
        return Sign.AFTER_BITFIELD
    return Sign.NONE


def at_least_twice(faster, slower):
    """Whether the slowest of the one is at least twice the fastest of the other; None: no rates."""
    if not faster or not slower:
        return None
    return min(faster) >= LIMITED_TIMES * max(slower)


class Cells:
    """The transfers by what they are, and what they have together."""

    def __init__(self, transfers):
        self.transfers = {}
        for transfer in transfers:
            key = transfer.protocol, transfer.direction, transfer.port
            self.transfers.setdefault(key, []).append(transfer)

    def of(self, *key):
        return self.transfers.get(key, [])

    def failed(self, *key):
        found = self.of(*key)
        return bool(found) and 2 * sum(not transfer.passed for transfer in found) > len(found)

    def passed(self, *key):
        return bool(self.of(*key)) and not self.failed(*key)

    def rates(self, *key):
        return [transfer.kbps for transfer in self.of(*key)
                if transfer.passed and transfer.kbps is not None] if self.passed(*key) else []

    def unreachable(self, port):
        found = [transfer for (_, _, at), transfers in self.transfers.items() if at == port
                 for transfer in transfers]
        return bool(found) and all(t.ending is Ending.NO_CONNECTION for t in found)

    def sign(self, *key):
        """The strongest that one of them shows."""
        seen = {sign(transfer) for transfer in self.of(*key) if not transfer.passed}
        return next(candidate for candidate in Sign if candidate in seen)


@dataclasses.dataclass(frozen=True)
class Verdict:
    known: int
    neutral: int
    unreachable: frozenset  # ports
    failed: dict            # (port, direction) of BitTorrent to Sign
    deductions: frozenset   # of "protocol", "direction", "port"
    limited: dict           # (port, direction) to True, False, None: rates are not available
    throttled: dict         # direction to the same

    @property
    def blocked(self):
        return {cell for cell, how in self.failed.items() if how is not Sign.NONE}

    @property
    def interrupted(self):
        return {cell for cell, how in self.failed.items() if how is Sign.NONE}

    def _port(self, port):
        return "the neutral port" if port == self.neutral else str(port)

    def _cells(self, cells):
        """"uploads and downloads on 6881 and the neutral port", part by part."""
        by_port = {port: tuple(d for d in DIRECTIONS if (port, d) in cells)
                   for port in (self.known, self.neutral)}
        if by_port[self.known] == by_port[self.neutral]:
            parts = [(by_port[self.known], [self.known, self.neutral])]
        else:
            parts = [(directions, [port]) for port, directions in by_port.items() if directions]
        return ", ".join(f"{' and '.join(f'{d}loads' for d in directions)} on "
                         f"{' and '.join(map(self._port, ports))}" for directions, ports in parts)

    def words(self):
        """One line, the same for the same verdict; the neutral port has no number in it."""
        said = [f"no connection on {self._port(port)} at all"
                for port in sorted(self.unreachable)]
        by = "".join(f", by {d}" for d in ("protocol", "direction", "port")
                     if d in self.deductions)
        if self.blocked:
            said.append(f"blocked: {self._cells(self.blocked)}{by}")
        if self.interrupted:
            said.append(f"interrupted: {self._cells(self.interrupted)}"
                        f"{'' if self.blocked else by}")
        if slow := {cell for cell, is_so in self.limited.items() if is_so}:
            said.append(f"rate-limited: {self._cells(slow)}")
        if slow := [direction for direction in DIRECTIONS if self.throttled.get(direction)]:
            said.append(f"throttled: all {' and '.join(f'{d}loads' for d in slow)} on "
                        f"{self._port(self.known)}")
        return "; ".join(said) or "none"

    def row(self):
        """As the thesis's seven-day tables: two of blocking, then uploads, then downloads."""
        def word(is_so):
            return {True: "Yes", False: "No", None: NOT_AVAILABLE}[is_so]
        ports = (self.known, self.neutral)
        blocking = [port in self.unreachable or any(cell[0] == port for cell in self.failed)
                    for port in ports]
        return [*map(word, blocking),
                *(word(self.limited[port, d]) for d in DIRECTIONS for port in ports)]


def judge(transfers, known, neutral):
    cells = Cells(transfers)
    unreachable = frozenset(port for port in (known, neutral) if cells.unreachable(port))
    failed, deductions = {}, set()
    for port in {known, neutral} - unreachable:
        for direction in DIRECTIONS:
            if not cells.failed(BITTORRENT, direction, port):
                continue
            failed[port, direction] = cells.sign(BITTORRENT, direction, port)
            other = DOWN if direction == UP else UP
            if cells.passed(PLAIN, direction, port):
                deductions.add("protocol")
            if cells.passed(BITTORRENT, other, port):
                deductions.add("direction")
            if port == known and cells.passed(BITTORRENT, direction, neutral):
                deductions.add("port")
    return Verdict(
        known, neutral, unreachable, failed, frozenset(deductions),
        {(port, direction): at_least_twice(cells.rates(PLAIN, direction, port),
                                           cells.rates(BITTORRENT, direction, port))
         for port in (known, neutral) for direction in DIRECTIONS},
        {direction: at_least_twice(cells.rates(PLAIN, direction, neutral),
                                   cells.rates(PLAIN, direction, known))
         for direction in DIRECTIONS})
