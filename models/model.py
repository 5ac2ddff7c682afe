"""The reference model: a small decoder-only transformer, in PyTorch, for training and as the yardstick of the export."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from arithmetic import VOCABULARY


@dataclass(frozen=True)
class Size:
    layers: int
    heads: int
    head_dim: int
    context: int = 1024

    @property
    def width(self) -> int:
        return self.heads * self.head_dim


SIZES = {"small": Size(layers=2, heads=6, head_dim=32), "large": Size(layers=4, heads=5, head_dim=64)}


def rotary_tables(size: Size) -> tuple[Tensor, Tensor]:
    """Cosine and sine, [context, head_dim / 2]."""
    half = size.head_dim // 2
    frequency = 10000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.arange(size.context, dtype=torch.float64)[:, None] * frequency
    return angle.cos().float(), angle.sin().float()


class Block(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        width = size.width
        self.size = size
        self.norm_attention = nn.Parameter(torch.ones(width))
        self.norm_mlp = nn.Parameter(torch.ones(width))
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.project = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        heads, head_dim = self.size.heads, self.size.head_dim
        qkv = self.qkv(F.layer_norm(x, (width,), self.norm_attention))
        qk, value = qkv.view(batch, length, 3 * heads, head_dim).transpose(1, 2).split((2 * heads, heads), 1)
        first, second = qk.chunk(2, -1)
        qk = torch.cat((first * cos - second * sin, second * cos + first * sin), -1)
        query, key = qk.chunk(2, 1)
        score = query @ (key * head_dim**-0.5).transpose(2, 3) + mask
        mixed = score.softmax(-1) @ value
        x = x + self.project(mixed.transpose(1, 2).reshape(batch, length, width))
        hidden = self.up(F.layer_norm(x, (width,), self.norm_mlp)).relu()
        return x + self.down(hidden * hidden)


class Model(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.size = size
        self.embedding = nn.Embedding(len(VOCABULARY), size.width)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.norm = nn.Parameter(torch.ones(size.width))
        self.head = nn.Linear(size.width, len(VOCABULARY), bias=False)
        cos, sin = rotary_tables(size)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.reset()

    def reset(self) -> None:
        nn.init.normal_(self.embedding.weight, std=0.5)
        for block in self.blocks:
            for linear in (block.qkv, block.up):
                nn.init.normal_(linear.weight, std=linear.in_features**-0.5)
            # The residual stream starts as the embedding alone.
            nn.init.zeros_(block.project.weight)
            nn.init.zeros_(block.down.weight)
        nn.init.normal_(self.head.weight, std=0.5 * self.head.in_features**-0.5)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits [batch, length, vocabulary]. Padding must lie to the right, where nothing looks at it."""
        length = ids.shape[1]
        mask = torch.full((length, length), float("-inf")).triu(1)
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x, self.cos[:length], self.sin[:length], mask)
        return self.head(F.layer_norm(x, (self.size.width,), self.norm))

    @property
    def parameter_count(self) -> int:
        return sum(p.numel() for p in self.parameters())
