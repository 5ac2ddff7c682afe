using Joulemark.Machines;
using Joulemark.Testing.Devices;

namespace Joulemark.Tests.Machines;

/// <summary>A machine of files: kernel trees, a root file system and an environment, all empty at first, and no NVIDIA driver.</summary>
internal sealed class TestMachine : IDisposable
{
    private readonly TemporaryDirectory _procfs = new();
    private readonly TemporaryDirectory _root = new();

    public FakeSysfs Sysfs { get; } = new();

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string NvmlLibrary { get; set; } = "/nowhere/libnvidia-ml.so.1";

    public HostPaths Paths => new() { Sysfs = Sysfs.Root, Procfs = _procfs.Path, Root = _root.Path, NvmlLibrary = NvmlLibrary };

    public FactList Capture() => MachineProbe.Capture(Paths, Environment.GetValueOrDefault, Environment.Keys);

    /// <summary>A fact's value; null where it is unknown.</summary>
    public string? Value(string key) => Fact(key).Value;

    public MachineFact Fact(string key) => Capture().All.Single(f => f.Key == key);

    public TestMachine Sys(string path, string text)
    {
        Sysfs.Write(path, text);
        return this;
    }

    public TestMachine Proc(string path, string text) => Write(_procfs, path, text);

    public TestMachine Root(string path, string text) => Write(_root, path, text);

    /// <summary>An x86 cpuinfo: every CPU with its package and core.</summary>
    public TestMachine X86(string model, int packages, int coresOfEach, int threads = 2, string flags = "fpu sse2", string microcode = "0x2b000603")
    {
        var cpu = 0;
        var text = new System.Text.StringBuilder();
        for (var thread = 0; thread < threads; thread++)
        {
            for (var package = 0; package < packages; package++)
            {
                for (var core = 0; core < coresOfEach; core++, cpu++)
                {
                    text.Append(null, $"processor\t: {cpu}\nmodel name\t: {model}\nmicrocode\t: {microcode}\nphysical id\t: {package}\ncore id\t\t: {core}\nflags\t\t: {flags}\n\n");
                    var first = (package * coresOfEach) + core;
                    Sys($"devices/system/cpu/cpu{cpu}/topology/physical_package_id", $"{package}");
                    Sys($"devices/system/cpu/cpu{cpu}/topology/core_cpus_list", string.Join(',', Enumerable.Range(0, threads).Select(t => first + (t * packages * coresOfEach))));
                }
            }
        }

        return Proc("cpuinfo", text.ToString());
    }

    /// <summary>The same attribute of the first CPUs.</summary>
    public TestMachine EachCpu(int cpus, string file, string text)
    {
        for (var cpu = 0; cpu < cpus; cpu++)
            Sys($"devices/system/cpu/cpu{cpu}/{file}", text);
        return this;
    }

    public void Dispose()
    {
        Sysfs.Dispose();
        _procfs.Dispose();
        _root.Dispose();
    }

    private TestMachine Write(TemporaryDirectory tree, string path, string text)
    {
        var file = Path.Combine(tree.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }
}
