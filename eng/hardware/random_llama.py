#!/usr/bin/env python3
"""Serves a Llama of random weights over an OpenAI-compatible API, to try Joulemark on a real accelerator.

    python3 eng/hardware/random_llama.py --port 8000 --layers 32 --hidden 4096 --slots 32

What it says means nothing; what it costs is what a transformer of its shape costs: bf16 weights, grouped-query attention,
a key-value cache, continuous batching over a fixed number of slots, and on CUDA a recorded graph for each size of batch
(powers of two, as vLLM does), so that a decode step costs what the requests in it cost.
It needs PyTorch and nothing else. Words of a prompt are its tokens; one event is sent for each token.
"""
import argparse
import asyncio
import collections
import heapq
import json
import queue
import threading
import time

import torch
import torch.nn.functional as F


# Words that the usual vocabularies have as one token, so that who counts tokens in the text counts as the server does.
WORDS = " the of and to in is that it was for on are as with his they at be this from have or by one had not but what all were when".split(" ")[1:]


class Llama:
    """Weights and the two passes over them: prefill of one prompt, decode of one token in every slot."""

    def __init__(self, args, device):
        self.device = device
        self.dtype = torch.bfloat16 if device == "cuda" else torch.float32
        self.layers, self.hidden, self.heads, self.kv_heads = args.layers, args.hidden, args.heads, args.kv_heads
        self.head = args.hidden // args.heads
        self.slots, self.length, self.vocabulary = args.slots, args.max_length, args.vocabulary
        generator = torch.Generator(device=device).manual_seed(args.seed)

        def weight(rows, columns):
            return torch.randn(rows, columns, generator=generator, device=device, dtype=self.dtype) * columns ** -0.5

        self.embedding = weight(self.vocabulary, self.hidden)
        self.output = weight(self.vocabulary, self.hidden)
        self.blocks = [{
            "qkv": weight((self.heads + 2 * self.kv_heads) * self.head, self.hidden),
            "out": weight(self.hidden, self.heads * self.head),
            "gate_up": weight(2 * args.intermediate, self.hidden),
            "down": weight(self.hidden, args.intermediate),
        } for _ in range(self.layers)]
        shape = (self.layers, self.slots, self.kv_heads, self.length, self.head)
        self.keys, self.values = (torch.zeros(shape, device=device, dtype=self.dtype) for _ in range(2))
        angles = torch.outer(torch.arange(self.length, device=device, dtype=torch.float32),
                             500000.0 ** (-torch.arange(0, self.head, 2, device=device, dtype=torch.float32) / self.head))
        self.cos, self.sin = angles.cos(), angles.sin()
        self.tokens = torch.zeros(self.slots, dtype=torch.long, device=device)
        self.positions = torch.zeros(self.slots, dtype=torch.long, device=device)
        self.graphs = {}

    @property
    def parameters(self):
        return self.embedding.numel() + self.output.numel() + sum(w.numel() for b in self.blocks for w in b.values())

    def norm(self, x):
        y = x.float()
        return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-5)).to(x.dtype)

    def rotate(self, x, positions):
        cos, sin = self.cos[positions].unsqueeze(-2).to(x.dtype), self.sin[positions].unsqueeze(-2).to(x.dtype)
        a, b = x.chunk(2, -1)
        return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

    def project(self, block, x, positions):
        qkv = F.linear(self.norm(x), block["qkv"]).view(*x.shape[:-1], self.heads + 2 * self.kv_heads, self.head)
        q, k, v = qkv.split([self.heads, self.kv_heads, self.kv_heads], -2)
        return self.rotate(q, positions), self.rotate(k, positions), v

    def attend(self, q, k, v, mask):
        """q: (n, heads, t, head); k, v: (n, heads, s, head); mask: what may be seen."""
        if hasattr(F, "scaled_dot_product_attention"):
            return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        scores = (q @ k.transpose(-1, -2)) * self.head ** -0.5
        return scores.masked_fill(~mask, float("-inf")).softmax(-1) @ v

    def feed_forward(self, block, x):
        gate, up = F.linear(self.norm(x), block["gate_up"]).chunk(2, -1)
        return F.linear(F.silu(gate) * up, block["down"])

    @torch.no_grad()
    def prefill(self, slot, ids):
        """Reads a prompt into a slot; its first token is chosen from the last position."""
        n = len(ids)
        x = self.embedding[torch.tensor(ids, device=self.device)]
        positions = torch.arange(n, device=self.device)
        mask = torch.ones(n, n, dtype=torch.bool, device=self.device).tril()
        for i, block in enumerate(self.blocks):
            q, k, v = self.project(block, x, positions)
            self.keys[i, slot, :, :n] = k.transpose(0, 1)
            self.values[i, slot, :, :n] = v.transpose(0, 1)
            k, v = (t.repeat_interleave(self.heads // self.kv_heads, 1) for t in (k, v))
            a = self.attend(*(t.transpose(0, 1).unsqueeze(0) for t in (q, k, v)), mask)
            x = x + F.linear(a[0].transpose(0, 1).reshape(n, -1), block["out"])
            x = x + self.feed_forward(block, x)
        self.tokens[slot] = F.linear(self.norm(x[-1]), self.output).argmax()
        self.positions[slot] = n
        return int(self.tokens[slot])

    def step(self, batch):
        """One token more in the first slots. The queries that share a key are rows of one product: no key is copied."""
        x = self.embedding[self.tokens[:batch]]
        positions, slots = self.positions[:batch], torch.arange(batch, device=self.device)
        mask = (torch.arange(self.length, device=self.device)[None] <= positions[:, None])[:, None, None]
        for i, block in enumerate(self.blocks):
            q, k, v = self.project(block, x, positions)
            self.keys[i][slots, :, positions] = k
            self.values[i][slots, :, positions] = v
            a = self.attend(q.reshape(batch, self.kv_heads, -1, self.head), self.keys[i, :batch], self.values[i, :batch], mask)
            x = x + F.linear(a.reshape(batch, -1), block["out"])
            x = x + self.feed_forward(block, x)
        self.tokens[:batch] = F.linear(self.norm(x), self.output).argmax(-1)
        positions.add_(1).clamp_(max=self.length - 1)

    @torch.no_grad()
    def record(self):
        """On CUDA, a graph for each size of batch."""
        batch = 1
        while self.device == "cuda" and batch <= self.slots:
            side = torch.cuda.Stream()
            with torch.cuda.stream(side):
                for _ in range(2):
                    self.step(batch)
            torch.cuda.synchronize()
            self.graphs[batch] = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self.graphs[batch]):
                self.step(batch)
            batch *= 2

    @torch.no_grad()
    def decode(self, slots):
        """One more token in at least so many slots from the first on, those between without a request included."""
        batch = 1 << (slots - 1).bit_length()
        if batch in self.graphs:
            self.graphs[batch].replay()
        else:
            self.step(min(batch, self.slots))
        return self.tokens.tolist()


class Engine:
    """Continuous batching: requests take slots as they come free; one thread owns the device."""

    def __init__(self, model, loop):
        self.model, self.loop = model, loop
        self.waiting = queue.Queue()
        self.free = list(range(model.slots))  # a heap: the lowest is taken, so that batches are small
        self.running = {}
        self.counts = collections.Counter()
        threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        model = self.model
        while True:
            while self.free and (not self.running or not self.waiting.empty()):
                request = self.waiting.get()
                if request["cancelled"]:
                    continue
                slot = heapq.heappop(self.free)
                token = model.prefill(slot, request["ids"])
                self.running[slot] = request
                self.emit(slot, request, token)
            if self.running:
                tokens = model.decode(max(self.running) + 1)
                for slot, request in list(self.running.items()):
                    self.emit(slot, request, tokens[slot])

    def emit(self, slot, request, token):
        request["left"] -= 1
        self.counts["tokens"] += 1
        self.loop.call_soon_threadsafe(request["events"].put_nowait, token)
        if request["left"] == 0 or request["cancelled"]:
            self.loop.call_soon_threadsafe(request["events"].put_nowait, None)
            del self.running[slot]
            heapq.heappush(self.free, slot)


class Server:
    def __init__(self, args, model, engine):
        self.args, self.model, self.engine = args, model, engine

    async def connection(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, path, _ = head[0].split(" ")
                headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in head[1:] if ":" in line)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                if method == "GET" and path == "/v1/models":
                    self.document(writer, 200, {"object": "list", "data": [{"id": self.args.name, "object": "model", "owned_by": "random", "max_model_len": self.args.max_length}]})
                elif method == "GET" and path == "/health":
                    self.document(writer, 200, {"status": "ok"})
                elif method == "POST" and path in ("/v1/chat/completions", "/v1/completions"):
                    await self.complete(writer, json.loads(body), path.startswith("/v1/chat"))
                else:
                    self.document(writer, 404, {"error": {"message": f"no {path} here"}})
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @staticmethod
    def document(writer, status, value):
        data = json.dumps(value).encode()
        writer.write(f"HTTP/1.1 {status} {'OK' if status == 200 else 'Error'}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)

    async def complete(self, writer, body, is_chat):
        text = " ".join(str(m.get("content", "")) for m in body["messages"]) if is_chat else str(body["prompt"])
        ids = [1] + [2 + (hash(word) % (self.model.vocabulary - 2)) for word in text.split()]
        most = body.get("max_completion_tokens") or body.get("max_tokens") or 128
        if len(ids) + most > self.model.length:
            self.document(writer, 400, {"error": {"message": f"{len(ids)} + {most} tokens are more than {self.model.length}"}})
            return
        request = {"ids": ids, "left": most, "events": asyncio.Queue(), "cancelled": False}
        usage = {"prompt_tokens": len(ids), "completion_tokens": most, "total_tokens": len(ids) + most}
        head = {"id": f"r-{time.monotonic_ns()}", "created": int(time.time()), "model": self.args.name}
        self.engine.waiting.put(request)
        if not body.get("stream"):
            words = []
            while (token := await request["events"].get()) is not None:
                words.append(f" {WORDS[token % len(WORDS)]}")
            piece = {"message": {"role": "assistant", "content": "".join(words)}} if is_chat else {"text": "".join(words)}
            self.document(writer, 200, {**head, "object": "chat.completion" if is_chat else "text_completion", "choices": [{"index": 0, "finish_reason": "length", **piece}], "usage": usage})
            return

        def event(value):
            data = f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n".encode()
            writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        head["object"] = "chat.completion.chunk" if is_chat else "text_completion"
        try:
            while (token := await request["events"].get()) is not None:
                piece = {"delta": {"content": f" {WORDS[token % len(WORDS)]}"}} if is_chat else {"text": f" {WORDS[token % len(WORDS)]}"}
                event({**head, "choices": [{"index": 0, "finish_reason": None, **piece}]})
                await writer.drain()
            event({**head, "choices": [{"index": 0, "finish_reason": "length", **({"delta": {}} if is_chat else {"text": ""})}]})
            if (body.get("stream_options") or {}).get("include_usage"):
                event({**head, "choices": [], "usage": usage})
            event("[DONE]")
            writer.write(b"0\r\n\r\n")
        except ConnectionError:
            request["cancelled"] = True
            raise


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in dict(port=8000, layers=32, hidden=4096, heads=32, kv_heads=8, intermediate=14336, vocabulary=32000, slots=32, max_length=1024, seed=1).items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=default)
    parser.add_argument("--name", default="random-llama")
    args = parser.parse_args()
    model = Llama(args, "cuda" if torch.cuda.is_available() else "cpu")
    model.record()
    server = Server(args, model, Engine(model, asyncio.get_running_loop()))
    listening = await asyncio.start_server(server.connection, "127.0.0.1", args.port)
    print(f"{args.name}: {model.parameters / 1e9:.2f} G parameters on {model.device}, port {args.port}", flush=True)
    async with listening:
        await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
