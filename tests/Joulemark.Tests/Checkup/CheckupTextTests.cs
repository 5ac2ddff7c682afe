using Joulemark.Checkup;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class CheckupTextTests
{
    [Fact]
    public void Lines_BeginWithTheWorst_AndEndWithTheCounts()
    {
        var report = new CheckupReport("2 × NVIDIA H100 · Xeon, 112 CPUs", "spec.yaml", IsQuick: true,
        [
            CheckResult.Of("power-source", CheckTopic.Meters, "what counts the joules", CheckFinding.Pass("gpu: gpu0 + gpu1", "joulemark meters")),
            CheckResult.Of("gpu-power-limits", CheckTopic.Gpu, "power limits of the GPUs", CheckFinding.Fail("gpu0 700, gpu1 400", "nvml", "the same on all", "one side is capped", "sudo nvidia-smi -i N -pl WATTS")),
            CheckResult.Of("gpu-ecc", CheckTopic.Gpu, "error correction (ECC) of the GPUs", CheckFinding.Pass("on", "nvml")),
            CheckResult.Of("gpu-temperature", CheckTopic.Gpu, "temperature of the GPUs now", CheckFinding.Pass("31 °C (gpu1)", "nvml")),
            CheckResult.Of("numa", CheckTopic.Cpu, "memory nodes (NUMA)", CheckFinding.Unknown("it is not there", "/sys/devices/system/node")),
            CheckResult.Of("swap", CheckTopic.Sharing, "swap in use", CheckFinding.Warn("12 MiB", "/proc/meminfo", "none", "the machine was short of memory", "sudo swapoff -a && sudo swapon -a")),
        ], ["background-cpu"]);

        Assert.Equal(
            """
            2 × NVIDIA H100 · Xeon, 112 CPUs
            fail     power limits of the GPUs: gpu0 700, gpu1 400 (should be the same on all); one side is capped [gpu-power-limits]
                     → sudo nvidia-smi -i N -pl WATTS
            warn     swap in use: 12 MiB (should be none); the machine was short of memory [swap]
                     → sudo swapoff -a && sudo swapon -a
            unknown  memory nodes (NUMA): unknown; it is not there [numa]
            pass     meters: what counts the joules gpu: gpu0 + gpu1
            pass     gpu: error correction (ECC) of the GPUs on; temperature of the GPUs now 31 °C (gpu1)
            1 fail, 1 warn, 1 unknown, 3 pass; left out by --quick: background-cpu
            """.ReplaceLineEndings("\n"), string.Join('\n', CheckupText.Lines(report)));
        Assert.Equal(CheckStatus.Fail, report.Status);
    }
}
