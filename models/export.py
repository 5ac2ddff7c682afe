"""Writes the ONNX graphs of a trained model: python3 export.py small.pt --accuracy fp32=0.71 --accuracy int8=0.70

The graph is built node by node, from default-domain operators only, so that any
ONNX Runtime runs it and the inputs are exactly the ones README.md lists.
"""

import argparse
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from arithmetic import VOCABULARY
from model import SIZES, Model, Size, rotary_tables

OPSET = 17
IR_VERSION = 8
MASKED = np.float32(-1e30)  # finite: a row of scores never becomes infinity minus infinity


class Graph:
    """Nodes and initializers under construction; every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes, self.initializers, self.count = [], [], 0

    def constant(self, value: np.ndarray, name: str | None = None) -> str:
        self.count += 1
        name = name or f"c{self.count}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def many(self, op: str, inputs: list[str], outputs: int, names: list[str] | None = None, **attributes) -> list[str]:
        self.count += 1
        names = names or [f"{op}{self.count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, name=f"{op}{self.count}", **attributes))
        return names

    def add(self, op: str, *inputs: str, name: str | None = None, **attributes) -> str:
        return self.many(op, list(inputs), 1, [name] if name else None, **attributes)[0]


def quantized(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 per output column of [inputs, outputs]."""
    scale = np.abs(weight).max(0) / 127
    return np.rint(weight / scale).astype(np.int8), scale.astype(np.float32)


def linear(g: Graph, x: str, weight: np.ndarray, name: str, int8: bool, result: str | None = None) -> str:
    if not int8:
        return g.add("MatMul", x, g.constant(weight, name), name=result)
    # The pattern that ONNX Runtime fuses into DynamicQuantizeMatMul.
    codes, scale = quantized(weight)
    xq, x_scale, x_zero = g.many("DynamicQuantizeLinear", [x], 3)
    total = g.add("MatMulInteger", xq, g.constant(codes, name), x_zero)
    total = g.add("Cast", total, to=TensorProto.FLOAT)
    return g.add("Mul", total, g.add("Mul", x_scale, g.constant(scale, name + ".scale")), name=result)


def build(model: Model, int8: bool) -> onnx.GraphProto:
    size = model.size
    heads, head_dim, width = size.heads, size.head_dim, size.width
    weight = {k: v.detach().numpy() for k, v in model.state_dict().items()}
    g = Graph()
    last, first_axis = g.ints(-1), g.ints(0)

    # Rotary tables: one product with cosine, one of the swapped halves with the signed sine.
    cos, sin = (t.numpy() for t in rotary_tables(size))
    cos, sin = (g.add("Unsqueeze", g.add("Gather", g.constant(t, n), "positions"), g.ints(1)) for t, n in ((cos, "cos"), (sin, "sin")))
    cos = g.add("Concat", cos, cos, axis=-1)
    sin = g.add("Concat", g.add("Neg", sin), sin, axis=-1)

    # One additive mask [B, 1, S, T + S] for all layers.
    new_length = g.add("Slice", g.add("Shape", "input_ids"), g.ints(1), g.ints(2))
    past_size = g.add("Slice", g.add("Shape", "past_key.0"), g.ints(2), g.ints(3))
    zero, one = g.constant(np.int64(0)), g.constant(np.int64(1))
    new_range = g.add("Range", zero, g.add("Squeeze", new_length, first_axis), one)
    past_range = g.add("Range", zero, g.add("Squeeze", past_size, first_axis), one)
    masked, kept = g.constant(MASKED), g.constant(np.float32(0))
    past_seen = g.add("Less", past_range, g.add("Unsqueeze", "past_length", g.ints(1, 2, 3)))  # [B, 1, 1, T]
    new_seen = g.add("LessOrEqual", new_range, g.add("Unsqueeze", new_range, last))  # [S, S]
    rows = g.add("Slice", g.add("Shape", "input_ids"), g.ints(0), g.ints(1))
    past_shape = g.add("Concat", rows, g.ints(1), new_length, past_size, axis=0)
    new_shape = g.add("Concat", rows, g.ints(1), new_length, new_length, axis=0)
    mask = g.add("Concat", g.add("Expand", g.add("Where", past_seen, kept, masked), past_shape),
                 g.add("Expand", g.add("Where", new_seen, kept, masked), new_shape), axis=-1)
    score_split = g.add("Concat", past_size, new_length, axis=0)

    x = g.add("Gather", g.constant(weight["embedding.weight"], "embedding"), "input_ids")
    for i in range(size.layers):
        w = {k.split(".", 2)[2]: v for k, v in weight.items() if k.startswith(f"blocks.{i}.")}
        qkv = w["qkv.weight"].T.copy()
        qkv[:, :width] *= head_dim**-0.5  # the scores' scale
        h = g.add("LayerNormalization", x, g.constant(w["norm_attention"], f"norm_attention.{i}"), axis=-1, epsilon=1e-5)
        h = linear(g, h, qkv, f"qkv.{i}", int8)
        h = g.add("Transpose", g.add("Reshape", h, g.ints(0, 0, 3 * heads, head_dim)), perm=[0, 2, 1, 3])
        qk, value = g.many("Split", [h, g.ints(2 * heads, heads)], 2, [f"qk.{i}", f"value.{i}"], axis=1)
        front, back = g.many("Split", [qk, g.ints(head_dim // 2, head_dim // 2)], 2, axis=-1)
        swapped = g.add("Concat", back, front, axis=-1)
        qk = g.add("Add", g.add("Mul", qk, cos), g.add("Mul", swapped, sin))
        query, key = g.many("Split", [qk, g.ints(heads, heads)], 2, [f"query.{i}", f"key.{i}"], axis=1)

        # Scores are joined, not the caches: the past stays where the caller put it.
        past_score = g.add("MatMul", query, g.add("Transpose", f"past_key.{i}", perm=[0, 1, 3, 2]))
        new_score = g.add("MatMul", query, g.add("Transpose", key, perm=[0, 1, 3, 2]))
        score = g.add("Softmax", g.add("Add", g.add("Concat", past_score, new_score, axis=-1), mask), axis=-1)
        past_part, new_part = g.many("Split", [score, score_split], 2, axis=-1)
        mixed = g.add("Add", g.add("MatMul", past_part, f"past_value.{i}"), g.add("MatMul", new_part, value))
        mixed = g.add("Reshape", g.add("Transpose", mixed, perm=[0, 2, 1, 3]), g.ints(0, 0, width))
        x = g.add("Add", x, linear(g, mixed, w["project.weight"].T, f"project.{i}", int8))

        h = g.add("LayerNormalization", x, g.constant(w["norm_mlp"], f"norm_mlp.{i}"), axis=-1, epsilon=1e-5)
        h = g.add("Relu", linear(g, h, w["up.weight"].T, f"up.{i}", int8))
        x = g.add("Add", x, linear(g, g.add("Mul", h, h), w["down.weight"].T, f"down.{i}", int8))

    x = g.add("GatherND", x, g.add("Unsqueeze", "last_index", last), batch_dims=1)
    x = g.add("LayerNormalization", x, g.constant(weight["norm"], "norm"), axis=-1, epsilon=1e-5)
    linear(g, x, weight["head.weight"].T, "head", int8, result="logits")

    def of(name: str, kind: int, *shape):
        return helper.make_tensor_value_info(name, kind, shape)

    inputs = [of("input_ids", TensorProto.INT64, "B", "S"), of("positions", TensorProto.INT64, "B", "S"),
              of("past_length", TensorProto.INT64, "B"), of("last_index", TensorProto.INT64, "B")]
    outputs = [of("logits", TensorProto.FLOAT, "B", len(VOCABULARY))]
    for i in range(size.layers):
        for kind in ("key", "value"):
            inputs.append(of(f"past_{kind}.{i}", TensorProto.FLOAT, "B", heads, "T", head_dim))
            outputs.append(of(f"{kind}.{i}", TensorProto.FLOAT, "B", heads, "S", head_dim))
    return helper.make_graph(g.nodes, "joulemark", inputs, outputs, g.initializers)


def revision(model: Model) -> str:
    digest = hashlib.sha256()
    for _, tensor in sorted(model.state_dict().items()):
        digest.update(np.ascontiguousarray(tensor.numpy(), "<f4").tobytes())
    return digest.hexdigest()[:12]


def load(checkpoint: str) -> tuple[str, Model]:
    state = torch.load(checkpoint)
    model = Model(SIZES[state["size"]])
    model.load_state_dict(state["model"])
    return state["size"], model.eval()


def write(name: str, model: Model, precision: str, accuracy: str, folder: Path) -> None:
    onnx_model = helper.make_model(build(model, precision == "int8"), producer_name="joulemark", ir_version=IR_VERSION,
                                   opset_imports=[helper.make_opsetid("", OPSET)])
    size: Size = model.size
    helper.set_model_props(onnx_model, {
        "joulemark.model": f"{name}-{precision}",
        "joulemark.layers": str(size.layers),
        "joulemark.heads": str(size.heads),
        "joulemark.head_dim": str(size.head_dim),
        "joulemark.context": str(size.context),
        "joulemark.vocabulary": json.dumps(VOCABULARY),
        "joulemark.precision": precision,
        "joulemark.parameters": str(model.parameter_count),
        "joulemark.test_accuracy": accuracy,
        "joulemark.revision": revision(model),
    })
    onnx.checker.check_model(onnx_model, full_check=True)
    path = folder / f"{name}-{precision}.onnx"
    onnx.save(onnx_model, str(path) + ".new")
    os.replace(str(path) + ".new", path)  # a reader never sees half a file
    print(path.name, path.stat().st_size, "bytes, revision", revision(model))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint")
    parser.add_argument("--accuracy", action="append", default=[], metavar="PRECISION=SHARE", help="measured by evaluate.py")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    options = parser.parse_args()
    accuracy = dict(item.split("=") for item in options.accuracy)
    name, model = load(options.checkpoint)
    for precision in ("fp32", "int8"):
        write(name, model, precision, accuracy.get(precision, "unknown"), options.folder)


if __name__ == "__main__":
    main()
