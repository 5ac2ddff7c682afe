"""Runs the ONNX files of this folder with numpy alone, as a second opinion on the graph and on any runtime."""

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper


def _layer_norm(x, gain, axis, epsilon):
    centered = x - x.mean(axis, keepdims=True)
    return centered / np.sqrt((centered * centered).mean(axis, keepdims=True) + np.float32(epsilon)) * gain


def _softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def _quantize(x):
    low, high = min(x.min(), 0), max(x.max(), 0)
    scale = np.float32((high - low) / 255 or 1)
    zero = np.uint8(np.clip(np.rint(-low / scale), 0, 255))
    return np.clip(np.rint(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


def _slice(x, start, end):
    return x[int(start[0]) : int(end[0])]


def _split(x, sizes, axis):
    return np.split(x, np.cumsum(sizes)[:-1], axis)


def _gather_nd(x, index):
    return x[np.arange(len(x)), index[:, 0]]  # batch_dims = 1, one index a row


def _matmul_integer(a, b, a_zero):
    # float64 holds these sums exactly and is quicker than numpy's integer product.
    return ((a.astype(np.float64) - float(a_zero)) @ b.astype(np.float64)).astype(np.int32)


def _reshape(x, shape):
    return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape)])


OPERATORS = {
    "Add": np.add, "Mul": np.multiply, "MatMul": np.matmul, "Neg": np.negative, "Where": np.where,
    "Less": np.less, "LessOrEqual": np.less_equal, "Range": np.arange,
    "Relu": lambda x: np.maximum(x, 0),
    "Cast": lambda x, to: x.astype(np.float32),
    "Concat": lambda *x, axis: np.concatenate(x, axis),
    "DynamicQuantizeLinear": _quantize,
    "Expand": lambda x, shape: np.broadcast_to(x, shape),
    "Gather": lambda table, index: table[index],
    "GatherND": lambda x, index, batch_dims: _gather_nd(x, index),
    "LayerNormalization": _layer_norm,
    "MatMulInteger": _matmul_integer,
    "Reshape": _reshape,
    "Shape": lambda x: np.array(x.shape, np.int64),
    "Slice": _slice,
    "Softmax": _softmax,
    "Split": _split,
    "Squeeze": lambda x, axes: x.squeeze(tuple(axes)),
    "Transpose": lambda x, perm: x.transpose(perm),
    "Unsqueeze": lambda x, axes: np.expand_dims(x, tuple(a if a >= 0 else a + x.ndim + len(axes) for a in axes)),
}


class OnnxModel:
    def __init__(self, path: Path):
        model = onnx.load(str(path))
        self.metadata = {p.key.removeprefix("joulemark."): p.value for p in model.metadata_props}
        self.layers, self.heads, self.head_dim = (int(self.metadata[k]) for k in ("layers", "heads", "head_dim"))
        self.constants = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        self.nodes = [(OPERATORS[n.op_type], n.input, n.output, {a.name: onnx.helper.get_attribute_value(a) for a in n.attribute})
                      for n in model.graph.node]

    def run(self, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        values = {**self.constants, **inputs}
        for operator, sources, results, attributes in self.nodes:
            out = operator(*(values[s] for s in sources), **attributes)
            values.update(zip(results, out if len(results) > 1 else [out]))
        return values

    def greedy(self, prompts: list[list[int]], limit: int, end: int) -> list[list[int]]:
        """Tokens up to and with the end token for each prompt of a ragged batch, by prefill and cached decode."""
        rows, longest = len(prompts), max(map(len, prompts))
        lengths = np.array([len(p) for p in prompts])
        ids = np.zeros((rows, longest), np.int64)
        for row, prompt in enumerate(prompts):
            ids[row, : len(prompt)] = prompt
        positions = np.broadcast_to(np.arange(longest), ids.shape)
        names = [f"{kind}.{i}" for i in range(self.layers) for kind in ("key", "value")]
        cache = {n: np.zeros((rows, self.heads, longest + limit, self.head_dim), np.float32) for n in names}
        past = {f"past_{n}": c[:, :, :1] for n, c in cache.items()}
        values = self.run({"input_ids": ids, "positions": positions, "past_length": np.zeros(rows, np.int64),
                           "last_index": lengths - 1, **past})
        for name in names:
            cache[name][:, :, :longest] = values[name]  # a row's padding is overwritten as it decodes
        past = {f"past_{n}": c for n, c in cache.items()}
        output: list[list[int]] = [[] for _ in prompts]
        every, last = np.arange(rows), np.zeros(rows, np.int64)
        for _ in range(limit):
            chosen = values["logits"].argmax(-1)
            for row in every:
                if not output[row] or output[row][-1] != end:
                    output[row].append(int(chosen[row]))
            if all(row[-1] == end for row in output):
                break
            values = self.run({"input_ids": chosen[:, None], "positions": lengths[:, None], "past_length": lengths,
                               "last_index": last, **past})
            for name in names:
                cache[name][every, :, lengths] = values[name][:, :, 0]
            lengths = lengths + 1
        return output
