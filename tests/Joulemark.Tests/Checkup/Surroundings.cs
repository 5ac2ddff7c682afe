using Joulemark.Checkup;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Serving;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Checkup;

/// <summary>A machine made of trees, facts and the fake NVML library, for checks to look at.</summary>
internal sealed class Surroundings : IDisposable
{
    private readonly TemporaryDirectory _state = new();
    private readonly List<IDisposable> _open = [];
    private readonly FactList _facts = new();

    public FakeSysfs Sysfs { get; } = new();

    public FakeProcfs Procfs { get; } = new();

    public FakeNvml? Nvml { get; private set; }

    public string State => _state.Path;

    public string Runs { get; set; } = "runs";

    public double? BackgroundCpu { get; set; }

    public ServerDescription? Server { get; set; }

    public string? ServerProblem { get; set; }

    public bool? ClockIsSynchronised { get; set; }

    public HostPaths Paths => new() { Sysfs = Sysfs.Root, Procfs = Procfs.Root, NvmlLibrary = Nvml?.LibraryPath ?? "no-such-library", State = State, Root = State };

    public Surroundings With(string key, string value)
    {
        _facts.Add(key, value, "test");
        return this;
    }

    /// <summary>Boards like a H100, and what facts say of each; skips the test where there is no C compiler.</summary>
    public Surroundings WithBoards(int count, params (string Name, string Value)[] facts)
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        Nvml = new FakeNvml();
        for (var i = 0; i < count; i++)
        {
            Nvml.AddBoard();
            Nvml.SetBoard(i, "processes", null);
            Nvml.SetBoard(i, "processes", "");
            Nvml.SetBoard(i, "reasons", "0");
            foreach (var (name, value) in facts)
                With($"gpu{i}.{name}", value);
        }

        return this;
    }

    /// <summary>What a check finds; null where it does not apply.</summary>
    public CheckFinding? Look(string id, params string[] settings) => CheckCatalog.All.Single(c => c.Id == id).Look(Site(settings.Length == 0 ? null : Plan(settings)));

    public CheckFinding? LookPlanned(string id, params string[] settings) => CheckCatalog.All.Single(c => c.Id == id).Look(Site(Plan(settings)));

    public static BenchmarkPlan Plan(params string[] settings) => Planner.Plan(Specs.Document(settings), ["small-fp32"]);

    public CheckupSite Site(BenchmarkPlan? plan)
    {
        var controls = new ControlHost(Paths, _facts.All, plan?.Gpus ?? []) { BackgroundCpu = BackgroundCpu, Server = Server?.Facts };
        var meters = MeterSet.Probe(new MeterHost(Paths, new MonotonicClock(TimeProvider.System), new SystemUnderTest()) { Sources = plan?.Meters ?? [] });
        _open.AddRange([controls, meters]);
        return new CheckupSite(Paths, _facts.All, controls)
        {
            Runs = Runs, Plan = plan, Meters = meters, Server = Server, ServerProblem = ServerProblem, ClockIsSynchronised = () => ClockIsSynchronised,
        };
    }

    public void Dispose()
    {
        _open.ForEach(o => o.Dispose());
        Nvml?.Dispose();
        Sysfs.Dispose();
        Procfs.Dispose();
        _state.Dispose();
    }
}
