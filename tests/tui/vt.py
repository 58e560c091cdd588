# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of a terminal as programs that believe in TERM=xterm-256color need: bytes in, rows of text out. It knows
no colours; what is asked about those is asked of the bytes."""
import re
import unicodedata

SEQUENCE = re.compile(r"\x1b(?:\[([?>!]?)([0-9;]*)([@-~])|[()]([0-9A-B])|([78=>DEHM])|\]([^\x07\x1b]*)(?:\x07|\x1b\\))")
BEGINNING = re.compile(r"\x1b(?:\[[?>!]?[0-9;]*|[()]|\][^\x07\x1b]*\x1b?)?\Z")


def columns(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """rows() is what can be seen; modes holds the private modes that are set, as 1049 or 2004."""

    def __init__(self, width, height):
        self.modes, self.rest, self.unknown = {25}, b"", set()
        self.main = None
        self.width, self.height = width, height
        self.erase()

    def erase(self):
        self.cells = [[" "] * self.width for _ in range(self.height)]
        self.x = self.y = 0
        self.top, self.bottom, self.saved, self.last = 0, self.height - 1, (0, 0), " "
        self.wrapping = False

    def resize(self, width, height):
        self.width, self.height = width, height
        self.cells = [(row + [" "] * width)[:width] for row in self.cells[:height]]
        self.cells += [[" "] * width for _ in range(height - len(self.cells))]
        self.x, self.y = min(self.x, width - 1), min(self.y, height - 1)
        self.top, self.bottom, self.wrapping = 0, height - 1, False

    def rows(self):
        return ["".join(row).rstrip() for row in self.cells]

    def text(self):
        return "\n".join(self.rows())

    def feed(self, data):
        data = self.rest + data
        try:
            text, self.rest = data.decode(), b""
        except UnicodeDecodeError as error:
            cut = error.start if len(data) - error.start < 4 else len(data)
            text, self.rest = data[:cut].decode(errors="replace"), data[cut:]
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self.put(text[at])
                at += 1
                continue
            found = SEQUENCE.match(text, at)
            if found is None and BEGINNING.match(text, at):
                self.rest = text[at:].encode() + self.rest
                return
            if found is None:
                self.unknown.add(text[at:at + 8])
                at += 1
                continue
            at = found.end()
            self.obey(found)

    def put(self, character):
        if character in "\n\v\f":
            self.index()
        elif character == "\r":
            self.x, self.wrapping = 0, False
        elif character == "\b":
            self.x, self.wrapping = max(self.x - 1, 0), False
        elif character == "\t":
            self.x = min(self.x // 8 * 8 + 8, self.width - 1)
        elif character >= " " and character != "\x7f":
            self.write(character)

    def write(self, character):
        room = columns(character)
        if room == 0:
            self.cells[self.y][max(self.x - (0 if self.wrapping else 1), 0)] += character
            return
        if self.wrapping or self.x + room > self.width:
            self.x = 0
            self.index()
        self.wrapping = False
        for step in range(room):
            if self.x + step < self.width:
                self.cells[self.y][self.x + step] = character if step == 0 else ""
        self.last = character
        self.x += room
        if self.x >= self.width:
            self.x, self.wrapping = self.width - 1, True

    def index(self):
        self.wrapping = False
        if self.y == self.bottom:
            self.scroll(1)
        else:
            self.y = min(self.y + 1, self.height - 1)

    def scroll(self, count, top=None):
        top = self.top if top is None else top
        for _ in range(abs(count)):
            gone, new = (top, self.bottom) if count > 0 else (self.bottom, top)
            del self.cells[gone]
            self.cells.insert(new, [" "] * self.width)

    def blank(self, y, begin, end):
        self.cells[y][begin:end] = [" "] * (min(end, self.width) - begin)

    def obey(self, found):
        mark, given, final, _, simple, _ = found.groups()
        if simple == "M":
            if self.y == self.top:
                self.scroll(-1)
            else:
                self.y = max(self.y - 1, 0)
        elif simple == "7":
            self.saved = (self.x, self.y)
        elif simple == "8":
            self.x, self.y = self.saved
        if final is None:
            return
        numbers = [int(part) if part else 0 for part in given.split(";")]
        if mark == "?" and final in "hl":
            self.set_modes(numbers, final == "h")
        elif not mark:
            self.control(final, numbers, max(numbers[0], 1))

    def set_modes(self, numbers, on):
        for number in numbers:
            (self.modes.add if on else self.modes.discard)(number)
            if number == 1049 and on:
                self.main = self.cells
                self.erase()
            elif number == 1049 and self.main is not None:
                self.cells = self.main
                self.main = None
                self.resize(self.width, self.height)

    def control(self, final, numbers, count):
        if final != "m":
            self.wrapping = False
        moves = {"A": (0, -1), "B": (0, 1), "C": (1, 0), "D": (-1, 0)}
        if final in moves:
            self.go(self.x + moves[final][0] * count, self.y + moves[final][1] * count)
        elif final in "Hf":
            self.go((numbers + [0])[1] - 1, count - 1)
        elif final in "G`":
            self.go(count - 1, self.y)
        elif final == "d":
            self.go(self.x, count - 1)
        elif final == "Z":
            self.go((self.x - 1) // 8 * 8, self.y)
        elif final == "r":
            self.top, self.bottom = count - 1, min((numbers + [0])[1] or self.height, self.height) - 1
            self.go(0, 0)
        elif final == "b":
            for _ in range(count):
                self.write(self.last)
        else:
            self.edit(final, numbers[0], count)

    def go(self, x, y):
        self.x, self.y = min(max(x, 0), self.width - 1), min(max(y, 0), self.height - 1)

    def edit(self, final, number, count):
        row = self.cells[self.y]
        if final == "J":
            for y in range(self.height):
                if number == 2 or (number == 0 and y > self.y) or (number == 1 and y < self.y):
                    self.blank(y, 0, self.width)
        if final in "JK" and number < 2:
            self.blank(self.y, self.x if number == 0 else 0, self.width if number == 0 else self.x + 1)
        elif final == "K":
            self.blank(self.y, 0, self.width)
        elif final == "X":
            self.blank(self.y, self.x, self.x + count)
        elif final == "@":
            row[self.x:] = ([" "] * count + row[self.x:])[:self.width - self.x]
        elif final == "P":
            row[self.x:] = (row[self.x:][count:] + [" "] * count)[:self.width - self.x]
        elif final in "LM" and self.top <= self.y <= self.bottom:
            self.scroll(-count if final == "L" else count, self.y)
        elif final in "ST":
            self.scroll(count if final == "S" else -count)
        elif final not in "JKmlhtcn":
            self.unknown.add(final)
