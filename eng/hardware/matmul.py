#!/usr/bin/env python3
"""Multiplies bf16 matrices for some seconds and says how many joules the board's counter counted meanwhile.

    python3 eng/hardware/matmul.py [SECONDS]
"""
import sys
import time

import pynvml as n
import torch

seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8
a, b = (torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16) for _ in range(2))
n.nvmlInit()
board = n.nvmlDeviceGetHandleByIndex(0)
(a @ b).sum().item()
start, before, products = time.monotonic(), n.nvmlDeviceGetTotalEnergyConsumption(board), 0
while time.monotonic() - start < seconds:
    for _ in range(50):
        c = a @ b
    torch.cuda.synchronize()
    products += 50
took, joules = time.monotonic() - start, (n.nvmlDeviceGetTotalEnergyConsumption(board) - before) / 1000
print(f"{products} products in {took:.2f} s: {products * 2 * 8192 ** 3 / took / 1e12:.0f} TFLOP/s, {joules:.0f} J by the board's counter, {joules / took:.0f} W")
