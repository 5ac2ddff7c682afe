"""Trains one reference model: python3 train.py --size small --out small.pt

Run again with the same --out after an interruption, it goes on from the last checkpoint.
"""

import argparse
import os
import random
import time

import torch
import torch.nn.functional as F
from torch import Tensor

from arithmetic import BOS, EOS, PAD, draw_from_split, encode, prompt_ids, question
from model import SIZES, Model

SEED = 20261
BATCH = 256
MICRO_BATCHES = 8
STEPS = {"small": 1000, "large": 3000}
WARM_UP = 50
DECAY = 0.6  # the last 60 % of the steps bring the rate down to zero in a straight line
MATRIX_RATE = 0.02
VECTOR_RATE = 3e-3
MOMENTUM = 0.95


def example(rng: random.Random, test: bool) -> tuple[list[int], list[int]]:
    problem = draw_from_split(rng, test)
    return prompt_ids(question(problem, rng)), encode(problem.answer) + [EOS]


def batch(rng: random.Random, test: bool, count: int) -> tuple[Tensor, Tensor]:
    """Inputs and targets, [count, length]. Targets are PAD over the question, which is not learned."""
    rows = [example(rng, test) for _ in range(count)]
    length = max(len(prompt) + len(answer) for prompt, answer in rows) - 1
    ids, targets = torch.full((count, length), PAD), torch.full((count, length), PAD)
    for row, (prompt, answer) in enumerate(rows):
        text = torch.tensor(prompt + answer)
        ids[row, : len(text) - 1] = text[:-1]
        targets[row, len(prompt) - 1 : len(text) - 1] = text[len(prompt) :]
    return ids, targets


def micro_batches(ids: Tensor, targets: Tensor, count: int):
    """Rows of like length together, each part cut to its longest row: a third less padding."""
    lengths = (ids != PAD).sum(1)
    for rows in lengths.argsort().chunk(count):
        longest = int(lengths[rows].max())
        yield ids[rows, :longest], targets[rows, :longest]


def orthogonal(matrices: Tensor) -> Tensor:
    """Five Newton-Schulz steps to the nearest orthogonal matrices (Jordan et al. 2024, Muon), [n, rows, cols]."""
    transposed = matrices.shape[1] > matrices.shape[2]
    x = (matrices.transpose(1, 2) if transposed else matrices).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return (x.transpose(1, 2) if transposed else x).float()


class Muon:
    """Momentum, made orthogonal per matrix; the fused QKV counts as three matrices."""

    def __init__(self, weights: list[torch.nn.Parameter]):
        self.weights = weights
        self.momentum = [torch.zeros_like(w) for w in weights]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for weight, momentum in zip(self.weights, self.momentum):
            momentum.lerp_(weight.grad, 1 - MOMENTUM)
            update = weight.grad.lerp(momentum, MOMENTUM)
            rows, cols = update.shape
            parts = 3 if rows == 3 * cols else 1
            direction = orthogonal(update.view(parts, rows // parts, cols)).view(rows, cols)
            weight.add_(direction, alpha=-rate * max(1.0, rows / parts / cols) ** 0.5)
            weight.grad = None


def rate_factor(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / WARM_UP, (steps - step) / (DECAY * steps))


@torch.no_grad()
def exact_share(model: Model, count: int = 512) -> float:
    """The share of unseen test problems whose whole answer is the likeliest at every token."""
    ids, targets = batch(random.Random(SEED + 1), True, count)
    right = 0
    for part, wanted in micro_batches(ids, targets, 8):
        right += int(((model(part).argmax(-1) == wanted) | (wanted == PAD)).all(1).sum())
    return right / count


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=SIZES, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, help=f"default by size: {STEPS}")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    steps = options.steps or STEPS[options.size]
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)

    model = Model(SIZES[options.size])
    matrices = [p for p in model.blocks.parameters() if p.ndim == 2]
    taken = {id(p) for p in matrices}
    adam = torch.optim.AdamW((p for p in model.parameters() if id(p) not in taken), betas=(0.9, 0.98), weight_decay=0.0)
    muon = Muon(matrices)
    first, tokens, seconds = 0, 0, 0.0
    if os.path.exists(options.out):
        state = torch.load(options.out)
        model.load_state_dict(state["model"])
        adam.load_state_dict(state["adam"])
        muon.momentum = state["muon"]
        first, tokens, seconds = state["step"], state["tokens"], state["seconds"]

    begin = time.monotonic() - seconds
    for step in range(first, steps):
        # A seed of its own for each step: a resumed run sees the same data.
        ids, targets = batch(random.Random(SEED * 1_000_003 + step), False, BATCH)
        learned = int((targets != PAD).sum())
        loss = 0.0
        for part, wanted in micro_batches(ids, targets, MICRO_BATCHES):
            # bfloat16 products are four times faster on CPUs with AVX512-BF16 and cost no accuracy here.
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(part)
            part_loss = F.cross_entropy(logits.float().flatten(0, 1), wanted.flatten(), ignore_index=PAD, reduction="sum")
            (part_loss / learned).backward()
            loss += part_loss.item() / learned
        factor = rate_factor(step, steps)
        muon.step(MATRIX_RATE * factor)
        for group in adam.param_groups:
            group["lr"] = VECTOR_RATE * factor
        adam.step()
        adam.zero_grad(set_to_none=True)
        tokens += int((ids != PAD).sum())
        last = step + 1 == steps
        if (step + 1) % 20 == 0:
            print(f"{step + 1} loss {loss:.4f} tokens {tokens / 1e6:.2f} M, {time.monotonic() - begin:.0f} s", flush=True)
        if (step + 1) % 100 == 0 or last:
            print(f"{step + 1} exact {exact_share(model):.3f}", flush=True)
            state = {"size": options.size, "model": model.state_dict(), "adam": adam.state_dict(), "muon": muon.momentum,
                     "step": step + 1, "steps": steps, "tokens": tokens, "seconds": time.monotonic() - begin}
            torch.save(state, options.out + ".new")
            os.replace(options.out + ".new", options.out)


if __name__ == "__main__":
    main()
