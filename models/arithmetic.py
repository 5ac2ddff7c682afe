"""The task of the reference models: checked arithmetic, and its tokenizer.

A problem is a start value and one to three operations, applied strictly from
left to right. README.md states the same rules in words; the C# side mirrors
them, so a change here is a change of the workload's definition.
"""

import random
import re
from dataclasses import dataclass

LIMIT = 9999  # every running value lies in 0..LIMIT
OPERATORS = "+-*/"
ONES = ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen").split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
QUESTION_WORDS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
ORDER_WORDS = {"+": "add", "-": "subtract", "*": "multiply by", "/": "divide by"}

PAD, BOS, EOS, UNKNOWN = 0, 1, 2, 3


@dataclass(frozen=True)
class Problem:
    start: int
    steps: tuple[tuple[str, int], ...]

    @property
    def canonical(self) -> str:
        """The problem without its wording, for example 23+45*3-7."""
        return str(self.start) + "".join(f"{op}{operand}" for op, operand in self.steps)

    @property
    def is_test(self) -> bool:
        """The split depends on the problem alone, so no wording of a test problem is trained on."""
        return fnv1a(self.canonical) % 10 == 0

    @property
    def answer(self) -> str:
        value, lines = self.start, []
        for op, operand in self.steps:
            result = apply(value, op, operand)
            lines.append(f"{value}{op}{operand}={result}; ")
            value = result
        return "".join(lines) + f"answer: {value}"


def fnv1a(text: str) -> int:
    value = 2166136261
    for byte in text.encode("ascii"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def apply(value: int, op: str, operand: int) -> int | None:
    """The next running value, or None where the rules do not allow the step."""
    if op == "/":
        return value // operand if value % operand == 0 else None
    result = value + operand if op == "+" else value - operand if op == "-" else value * operand
    return result if 0 <= result <= LIMIT else None


def draw_number(rng: random.Random) -> int:
    """1..99 or 100..999, evenly between the two ranges."""
    return rng.randint(1, 99) if rng.random() < 0.5 else rng.randint(100, 999)


def draw_factor(rng: random.Random) -> int:
    """2..9 four times in five, otherwise 10..99."""
    return rng.randint(2, 9) if rng.random() < 0.8 else rng.randint(10, 99)


def draw_problem(rng: random.Random, steps: int | None = None) -> Problem:
    if steps is None:
        steps = rng.choices((1, 2, 3), (20, 40, 40))[0]
    start = value = draw_number(rng)
    chosen: list[tuple[str, int]] = []
    while len(chosen) < steps:
        op = rng.choice(OPERATORS)
        operand = draw_number(rng) if op in "+-" else draw_factor(rng)
        result = apply(value, op, operand)
        if result is not None:
            chosen.append((op, operand))
            value = result
    return Problem(start, tuple(chosen))


def draw_from_split(rng: random.Random, test: bool, steps: int | None = None) -> Problem:
    while True:
        problem = draw_problem(rng, steps)
        if problem.is_test == test:
            return problem


def in_words(number: int) -> str:
    """English words for 1..999."""
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100 - 1]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if number < 20:
        return ONES[number - 1]
    rest = number % 10
    return TENS[number // 10 - 2] + (f"-{ONES[rest - 1]}" if rest else "")


def question(problem: Problem, rng: random.Random) -> str:
    """Draws the template first, then for each operand digits or words."""
    starting = rng.random() < 0.5

    def write(number: int) -> str:
        return in_words(number) if rng.random() < 0.5 else str(number)

    if starting:
        text = f"Start with {write(problem.start)}"
        for op, operand in problem.steps:
            text += f", {ORDER_WORDS[op]} {write(operand)}"
        return text + ". What is the result?"
    text = f"What is {write(problem.start)}"
    for index, (op, operand) in enumerate(problem.steps):
        text += f"{', then' if index else ''} {QUESTION_WORDS[op]} {write(operand)}"
    return text + "?"


def _vocabulary() -> list[str]:
    specials = ["<pad>", "<bos>", "<eos>", "<unk>"]
    characters = [chr(c) for c in range(32, 127) if not chr(c).isupper()] + ["\n"]
    words = ["what is ", "start with ", ". what is the result?", "; ", "answer: "]
    words += [f" {w} " for w in QUESTION_WORDS.values()]
    words += [f", then {w} " for w in QUESTION_WORDS.values()]
    words += [f", {w} " for w in ORDER_WORDS.values()]
    words += ONES + TENS + [f"-{w}" for w in ONES[:9]] + [" hundred", " hundred and "]
    return specials + characters + words


VOCABULARY = _vocabulary()
_IDS = {token: index for index, token in enumerate(VOCABULARY)}
# A regular expression takes the first alternative that matches, so longest first is greedy longest match.
_TOKEN = re.compile("|".join(re.escape(t) for t in sorted(VOCABULARY[4:], key=len, reverse=True)) + "|.", re.DOTALL)


def encode(text: str) -> list[int]:
    return [_IDS.get(token, UNKNOWN) for token in _TOKEN.findall(text.lower())]


def decode(ids: list[int]) -> str:
    return "".join(VOCABULARY[i] for i in ids if i > UNKNOWN)


def prompt_ids(text: str) -> list[int]:
    return [BOS] + encode(text + "\n")
