"""Writes vectors.json, which the C# tests compare themselves with: python3 vectors.py"""

import json
import random
from pathlib import Path

from arithmetic import EOS, decode, draw_from_split, draw_problem, encode, in_words, prompt_ids, question
from evaluate import LIMIT
from reference import OnnxModel

SEED = 404


def main() -> None:
    folder = Path(__file__).parent
    rng = random.Random(SEED)
    split = [draw_problem(rng) for _ in range(20)] + [draw_from_split(rng, True) for _ in range(4)]
    pairs = [(problem, question(problem, rng)) for problem in (draw_problem(rng) for _ in range(10))]
    # Every length of problem, then texts that no template gives.
    asked = [draw_from_split(rng, True, steps) for steps in (1, 2, 3) for _ in range(6)]
    texts = [question(problem, rng) for problem in asked] + ["What is 7 plus 5?\n", "Hello, Wörld! 12"]
    prompts = [prompt_ids(text) for text in texts]
    names = ("small-fp32", "large-fp32")
    # One prompt at a time: what a batch does to the last bits must not decide a test.
    outputs = {name: [model.greedy([p], LIMIT, EOS)[0] for p in prompts]
               for name in names for model in [OnnxModel(folder / f"{name}.onnx")]}
    revisions = {name: OnnxModel(folder / f"{name}.onnx").metadata["revision"] for name in names}
    record = {
        "revisions": revisions,
        "split": [{"problem": p.canonical, "test": p.is_test} for p in split],
        "words": {str(n): in_words(n) for n in (1, 10, 12, 20, 21, 42, 90, 99, 100, 101, 110, 305, 342, 999)},
        "generator": [{"problem": p.canonical, "question": text, "answer": p.answer} for p, text in pairs],
        "tokens": [{"text": t, "ids": encode(t)} for t in ("23+45=68; answer: 68", "forty-two", " - - ", "a\tb", "; ;answer:")],
        "prompts": [{"text": text, "ids": ids, **{name: {"ids": outputs[name][i], "text": decode(outputs[name][i])} for name in names}}
                    for i, (text, ids) in enumerate(zip(texts, prompts))],
    }
    lines = ",\n".join(f" {json.dumps(k)}: " + (json.dumps(v) if isinstance(v, dict) else
             "[\n  " + ",\n  ".join(map(json.dumps, v)) + "\n ]") for k, v in record.items())
    (folder / "vectors.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
