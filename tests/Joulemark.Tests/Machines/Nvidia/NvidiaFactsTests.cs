using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Machines.Nvidia;

public sealed class NvidiaFactsTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private FakeNvml? _nvml;

    public void Dispose()
    {
        _machine.Dispose();
        _nvml?.Dispose();
    }

    [Fact]
    public void Boards_OfTwoKinds_AreEachDescribed()
    {
        var nvml = Driver();
        nvml.AddBoard();
        nvml.AddBoard();
        foreach (var (key, value) in ((string, string)[])
            [("name", "NVIDIA L4"), ("arch", "8"), ("vbios", "95.04.29.00.06"), ("limit_mw", "60000"), ("default_mw", "72000"), ("min_mw", "40000"), ("max_mw", "72000"), ("memory_total", "24152899584"), ("mig", ""), ("persistence", "0"), ("compute_mode", "3"), ("pcie_generation", "1"), ("processes", "")])
        {
            nvml.SetBoard(1, key, key == "mig" ? null : value);
        }

        var facts = _machine.Capture().Fingerprint;

        Assert.Equal("2", facts["gpu.count"]);
        Assert.Equal("NVIDIA H100 80GB HBM3, NVIDIA L4", facts["gpu.model"]);
        Assert.Equal("580.65.06", facts["driver.nvidia"]);
        Assert.Equal("13.0", facts["cuda.driver"]);
        Assert.Equal(
            [
                ("application-memory-clock-mhz", "2619"), ("application-sm-clock-mhz", "1980"), ("architecture", "Hopper"), ("compute-mode", "Default"), ("ecc", "on"), ("memory-clock-max-mhz", "2619"),
                ("memory-gib", "79.65"), ("mig", "off"), ("model", "NVIDIA H100 80GB HBM3"), ("pci", "0000:01:00.0"), ("pcie.generation", "5"), ("pcie.generation-max", "5"), ("pcie.width", "16"),
                ("pcie.width-max", "16"), ("persistence", "on"), ("power-limit-default-w", "700"), ("power-limit-enforced-w", "650"), ("power-limit-max-w", "700"), ("power-limit-min-w", "200"),
                ("power-limit-w", "650"), ("processes", "1"), ("sm-clock-max-mhz", "1980"), ("temperature-c", "61"), ("uuid", "GPU-00000000-0000-0000-0000-000000000000"), ("vbios", "96.00.89.00.01"),
            ],
            facts.Where(f => f.Key.StartsWith("gpu0.", StringComparison.Ordinal)).Select(f => (f.Key["gpu0.".Length..], f.Value)));
        Assert.Equal("Ada", facts["gpu1.architecture"]);
        Assert.Equal("60", facts["gpu1.power-limit-w"]);
        Assert.Equal("22.49", facts["gpu1.memory-gib"]);
        Assert.Equal("Exclusive_Process", facts["gpu1.compute-mode"]);
        Assert.Equal("off", facts["gpu1.persistence"]);
        Assert.Equal("0", facts["gpu1.processes"]);
        Assert.Equal("NVML says Not Supported (3)", _machine.Fact("gpu1.mig").Unknown);
    }

    [Fact]
    public void Driver_WithoutTheFunctions_LeavesEachUnknownByName()
    {
        string[] without =
        [
            "nvmlDeviceGetComputeMode", "nvmlDeviceGetCurrPcieLinkGeneration", "nvmlDeviceGetApplicationsClock", "nvmlDeviceGetMaxClockInfo", "nvmlSystemGetCudaDriverVersion_v2",
            "nvmlDeviceGetPowerManagementLimit", "nvmlDeviceGetPowerManagementDefaultLimit", "nvmlDeviceGetMigMode", "nvmlDeviceGetVbiosVersion", "nvmlDeviceGetComputeRunningProcesses_v3",
            "nvmlDeviceGetComputeRunningProcesses_v2",
        ];
        Driver(without).AddBoard();

        var facts = _machine.Capture().All;

        Assert.Equal("650", facts.Single(f => f.Key == "gpu0.power-limit-enforced-w").Value);
        Assert.All(without, function => Assert.All(facts.Where(f => f.Source == function), f => Assert.Equal("this version of the driver has no such function", f.Unknown)));
        Assert.Equal(12, facts.Count(f => without.Contains(f.Source, StringComparer.Ordinal) && f.Value is null)); // two by each of the clocks' functions, one by each other
    }

    [Fact]
    public void Board_ThatFellOffTheBus_IsUnknownAndTheOthersAreKnown()
    {
        var nvml = Driver();
        nvml.AddBoard();
        nvml.AddBoard();
        nvml.Lose(1);

        var facts = _machine.Capture().All;

        Assert.Equal("2", facts.Single(f => f.Key == "gpu.count").Value);
        Assert.Equal("NVIDIA H100 80GB HBM3", facts.Single(f => f.Key == "gpu0.model").Value);
        Assert.Contains("gpu1", facts.Single(f => f.Key == "gpu.model").Unknown, StringComparison.Ordinal);
        var lost = facts.Where(f => f.Key.StartsWith("gpu1.", StringComparison.Ordinal)).ToList();
        Assert.Equal(25, lost.Count);
        Assert.All(lost, f => Assert.Equal("NVML says GPU is lost (15)", f.Unknown));
    }

    [Theory]
    [InlineData("nvmlDeviceGetPowerManagementLimit", 4, "gpu0.power-limit-w", "NVML says Insufficient Permissions (4)")]
    [InlineData("nvmlDeviceGetComputeRunningProcesses_v3", 4, "gpu0.processes", "NVML says Insufficient Permissions (4)")]
    [InlineData("nvmlDeviceGetEccMode", 3, "gpu0.ecc", "NVML says Not Supported (3)")]
    [InlineData("nvmlDeviceGetPciInfo_v3", 999, "gpu0.pci", "NVML says Unknown Error (999)")]
    [InlineData("nvmlDeviceGetMemoryInfo", 3, "gpu0.memory-gib", "NVML says Not Supported (3)")]
    [InlineData("nvmlDeviceGetName", 4, "gpu0.model", "NVML says Insufficient Permissions (4)")]
    public void Function_ThatRefuses_GivesItsReason(string function, int code, string key, string expected)
    {
        var nvml = Driver();
        nvml.AddBoard();
        nvml.SetReturn(0, function, code);

        Assert.Equal(expected, _machine.Fact(key).Unknown);
        Assert.Equal(function, _machine.Fact(key).Source);
    }

    [Fact]
    public void Value_ThatIsABlank_IsUnknown()
    {
        var nvml = Driver();
        nvml.AddBoard();
        nvml.SetBoard(0, "limit_mw", "4294967295");

        Assert.Equal("it gives a blank", _machine.Fact("gpu0.power-limit-w").Unknown);
    }

    [Fact]
    public void Driver_WithoutBoards_HasNone()
    {
        Driver();

        Assert.Equal("0", _machine.Value("gpu.count"));
        Assert.Equal("none", _machine.Value("gpu.model"));
    }

    [Theory]
    [InlineData(4, "NVML says Insufficient Permissions (4); the bus shows 2 × 10de:2330")]
    [InlineData(18, "NVML says Driver/library version mismatch (18); the bus shows 2 × 10de:2330")]
    public void Driver_ThatDoesNotStart_LeavesWhatTheBusShows(int code, string expected)
    {
        Driver().Set("init", code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Boards();

        Assert.Equal("2", _machine.Value("gpu.count"));
        Assert.EndsWith("bus/pci/devices", _machine.Fact("gpu.count").Source, StringComparison.Ordinal);
        Assert.Equal(expected, _machine.Fact("gpu.model").Unknown);
        Assert.Equal("nvmlInit_v2", _machine.Fact("cuda.driver").Source);
    }

    [Fact]
    public void Boards_WithoutADriver_AreCountedByTheBus()
    {
        Boards();

        Assert.Equal("2", _machine.Value("gpu.count"));
        Assert.Equal("it cannot be loaded: no NVIDIA driver; the bus shows 2 × 10de:2330", _machine.Fact("gpu.model").Unknown);
        Assert.Null(_machine.Value("driver.nvidia"));
    }

    private void Boards()
    {
        foreach (var address in (string[])["0000:41:00.0", "0000:c1:00.0"])
            _machine.Sysfs.AddPciDevice(address, "0x10de", "0x030200").Write($"bus/pci/devices/{address}/device", "0x2330");
    }

    private FakeNvml Driver(params string[] without)
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        _nvml = new FakeNvml(without);
        _machine.NvmlLibrary = _nvml.LibraryPath;
        return _nvml;
    }
}
