#!/usr/bin/env python3
"""Reads a board's power and energy straight from NVML, beside Joulemark and independent of it: CSV on standard output.

    python3 eng/hardware/nvml_reader.py SECONDS [PERIOD] > readings.csv
"""
import sys
import time

import pynvml as n

n.nvmlInit()
board = n.nvmlDeviceGetHandleByIndex(0)
end, period = time.monotonic() + float(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.01


def field(number):
    value = n.nvmlDeviceGetFieldValues(board, [number])[0]
    return value.value.uiVal if value.nvmlReturn == 0 else ""


print("monotonic_s,took_us,power_usage_mw,average_mw,instant_mw,energy_mj,sm_mhz,temperature_c")
while (now := time.monotonic()) < end:
    energy = n.nvmlDeviceGetTotalEnergyConsumption(board)
    usage = n.nvmlDeviceGetPowerUsage(board)
    took = (time.monotonic() - now) * 1e6
    print(f"{now:.6f},{took:.0f},{usage},{field(185)},{field(186)},{energy},{n.nvmlDeviceGetClockInfo(board, 1)},{n.nvmlDeviceGetTemperature(board, 0)}")
    time.sleep(max(0, period - (time.monotonic() - now)))
