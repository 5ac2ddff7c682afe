using CsCheck;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Xunit;

namespace Joulemark.Tests.Machines;

public sealed class MachineProbeTests
{
    // What .NET and this program know of themselves.
    private static readonly string[] AlwaysKnown = ["cpu.architecture", "runtime.dotnet", "tool.version"];

    [Fact]
    public void Capture_OfEmptyTrees_KnowsNothingAndSaysWhy()
    {
        using var machine = new TestMachine();

        var facts = machine.Capture().All;

        Assert.Equal(AlwaysKnown, facts.Where(f => f.Value is not null).Select(f => f.Key));
        Assert.True(facts.Count > 40);
        Assert.All(facts, f => Assert.NotEqual(f.Value is null, string.IsNullOrWhiteSpace(f.Unknown)));
        Assert.All(facts, f => Assert.NotEmpty(f.Source));
    }

    [Fact]
    public void Capture_OfThisMachine_KnowsItsCpusAndMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /proc");
        var known = MachineProbe.Capture(new HostPaths()).Fingerprint;

        Assert.True(int.Parse(known["cpu.logical"], null) >= 1);
        Assert.True(double.Parse(known["memory.gib"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), known["os.kernel"]);
    }

    [Fact]
    public void Capture_OfBrokenFiles_NeverThrows()
    {
        // Every file that is looked at, filled with whatever.
        using var machine = new TestMachine();
        string[] sys =
        [
            "class/dmi/id/sys_vendor", "class/dmi/id/product_name", "class/dmi/id/bios_version", "devices/system/cpu/cpu0/cpufreq/scaling_governor", "devices/system/cpu/cpu0/topology/core_cpus_list",
            "devices/system/cpu/cpu0/topology/physical_package_id", "devices/system/cpu/smt/control", "devices/system/cpu/intel_pstate/no_turbo", "devices/system/node/node0/cpulist", "devices/system/node/nodes/x",
            "fs/cgroup/cgroup.controllers", "fs/cgroup/cgroup.procs", "fs/cgroup/cpu.max", "fs/cgroup/memory.max", "fs/cgroup/cpuset.cpus.effective", "class/hwmon/hwmon0/name", "class/hwmon/hwmon0/temp1_input",
            "firmware/acpi/tables/FACP", "hypervisor/type", "kernel/mm/transparent_hugepage/enabled", "module/nvidia/version", "bus/pci/devices/0000:01:00.0/class", "bus/pci/devices/0000:01:00.0/vendor",
        ];
        string[] proc = ["cpuinfo", "meminfo", "cmdline", "modules", "version", "self/cgroup", "self/status", "self/mountinfo", "sys/kernel/osrelease", "sys/kernel/numa_balancing"];
        string[] words = ["", "\n", ":", "=", "-", ",", "0", "-1", "1", "max", "0x10de", "0x030000", "coretemp", "processor\t: 0", "flags : hypervisor", "physical id : x", "MemTotal: ", "0::/", "4:cpu:/..", "a:b:c:d", "\0", "é\u001b[31m", "99999999999999999999", "[", "[]", " / / ", "PRETTY_NAME=", new('x', 5000)];

        Gen.Int[0, words.Length - 1].Array[0, 5].Array[sys.Length + proc.Length + 2].Sample(contents =>
        {
            var texts = contents.Select(c => string.Concat(c.Select(i => words[i]))).ToList();
            for (var i = 0; i < sys.Length; i++)
                machine.Sys(sys[i], texts[i]);
            for (var i = 0; i < proc.Length; i++)
                machine.Proc(proc[i], texts[sys.Length + i]);
            machine.Root("etc/os-release", texts[^1]).Root("run/.containerenv", texts[^2]);

            Assert.All(machine.Capture().All, f =>
            {
                Assert.NotEqual(f.Value is null, string.IsNullOrWhiteSpace(f.Unknown));
                Assert.True((f.Value ?? f.Unknown)!.Length <= 1001, f.Key); // nothing that breaks a terminal or a page
                Assert.DoesNotContain(f.Value ?? f.Unknown!, c => char.IsControl(c));
            });
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void Environment_OfAProcess_IsRecordedByTheListOnly()
    {
        using var machine = new TestMachine();
        foreach (var name in (string[])["OMP_NUM_THREADS", "VLLM_API_KEY", "HF_TOKEN", "PATH", "AWS_SECRET_ACCESS_KEY", "VLLM_ATTENTION_BACKEND"])
            machine.Environment[name] = $"of-{name}";
        machine.Environment["CUDA_VISIBLE_DEVICES"] = "0,1";
        machine.Environment["PYTORCH_CUDA_ALLOC_CONF"] = "token=hf_0123456789abcdefghij";

        var recorded = machine.Capture().All.Where(f => f.Source == "environment").Select(f => (f.Key, f.Value)).ToList();

        Assert.Equal(
            [("process.env.CUDA_VISIBLE_DEVICES", "0,1"), ("process.env.OMP_NUM_THREADS", "of-OMP_NUM_THREADS"), ("process.env.PYTORCH_CUDA_ALLOC_CONF", "token=***"), ("process.env.VLLM_ATTENTION_BACKEND", "of-VLLM_ATTENTION_BACKEND")],
            recorded);
    }

    [Fact]
    public void Environment_ThatServersInherit_IsRecordedByBeginningsOfNames_WithoutSecretsAndPlaces()
    {
        using var machine = new TestMachine();
        foreach (var (name, value) in new[] { ("NCCL_ALGO", "Ring"), ("VLLM_USE_FLASHINFER_SAMPLER", "1"), ("LD_PRELOAD", "/usr/lib/libjemalloc.so"), ("HF_HUB_OFFLINE", "1"), ("HF_ENDPOINT", "http://mirror"),
            ("HF_TOKEN", "hf_x"), ("HF_HOME", "/home/me"), ("VLLM_API_KEY", "k"), ("TORCHINDUCTOR_CACHE_DIR", "/tmp"), ("SSH_AUTH_SOCK", "/tmp/s"), ("MYNCCL_X", "1") })
            machine.Environment[name] = value;
        var recorded = machine.Capture().All.Where(f => f.Source == "environment").ToDictionary(f => f.Key["process.env.".Length..], f => f.Value!, StringComparer.Ordinal);
        Assert.Equal(["HF_ENDPOINT", "HF_HUB_OFFLINE", "LD_PRELOAD", "NCCL_ALGO", "VLLM_USE_FLASHINFER_SAMPLER"], recorded.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Ring", "/usr/lib/libjemalloc.so"), (recorded["NCCL_ALGO"], recorded["LD_PRELOAD"]));
        Assert.Matches("^\\*\\*\\*[0-9a-f]{12}$", recorded["HF_ENDPOINT"]); // tells two runs apart, and nothing else
    }

    [Fact]
    public void AllowedVariables_ByTheirNames_HoldNoSecrets() =>
        Assert.DoesNotContain(ProcessEnvironment.Allowed, n => n.Contains("KEY", StringComparison.Ordinal) || n.Contains("TOKEN", StringComparison.Ordinal) && n != "TOKENIZERS_PARALLELISM" || n.Contains("PASS", StringComparison.Ordinal));

    [Theory]
    [InlineData("gpu0.model", FactGroup.Hardware)]
    [InlineData("gpu12.temperature-c", FactGroup.Runtime)]
    [InlineData("gpu0.processes", FactGroup.Runtime)]
    [InlineData("gpu.others", FactGroup.Hardware)]
    [InlineData("process.env.OMP_NUM_THREADS", FactGroup.Runtime)]
    [InlineData("container.image", FactGroup.Software)]
    [InlineData("numa.layout", FactGroup.Hardware)]
    public void Groups_OfKeys_AreTheirs(string key, FactGroup expected) => Assert.Equal(expected, FactGroups.Of(key));
}
