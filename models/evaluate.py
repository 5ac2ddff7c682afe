"""Accuracy of the ONNX files on test problems: python3 evaluate.py small-fp32.onnx large-fp32.onnx"""

import argparse
import math
import random
from pathlib import Path

from arithmetic import EOS, Problem, decode, draw_from_split, prompt_ids, question
from reference import OnnxModel

SEED = 77
LIMIT = 60  # no right answer is longer


def test_problems(count: int) -> list[tuple[Problem, str]]:
    rng = random.Random(SEED)
    problems = [draw_from_split(rng, True) for _ in range(count)]
    return [(problem, question(problem, rng)) for problem in problems]


def final(tokens: list[int]) -> str | None:
    """What follows "answer: ", or None where the model did not come to an end."""
    return decode(tokens).rpartition("answer: ")[2] if tokens and tokens[-1] == EOS else None


def wilson(right: int, count: int) -> tuple[float, float]:
    """95 % score interval (Wilson 1927)."""
    z, share = 1.959964, right / count
    center, spread = share + z * z / (2 * count), z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (center - spread) / (1 + z * z / count), (center + spread) / (1 + z * z / count)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=50, help="int8 results depend on it a little: activations share a scale")
    options = parser.parse_args()
    problems = test_problems(options.count)
    for path in options.models:
        model = OnnxModel(path)
        right = {steps: [] for steps in (1, 2, 3)}
        length = 0
        for at in range(0, len(problems), options.batch):
            part = problems[at : at + options.batch]
            outputs = model.greedy([prompt_ids(text) for _, text in part], LIMIT, EOS)
            for (problem, _), tokens in zip(part, outputs):
                wanted = problem.answer.rpartition("answer: ")[2]
                right[len(problem.steps)].append(final(tokens) == wanted)
                length += len(tokens)
        total = sum(map(sum, right.values()))
        low, high = wilson(total, len(problems))
        steps = ", ".join(f"{k} step{'s' * (k > 1)} {sum(v)}/{len(v)}" for k, v in right.items() if v)
        print(f"{path.name}: {total}/{len(problems)} = {total / len(problems):.4f} ({low:.4f} to {high:.4f}); {steps}; "
              f"{length / len(problems):.1f} tokens out", flush=True)


if __name__ == "__main__":
    main()
