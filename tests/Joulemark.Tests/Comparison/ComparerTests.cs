using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Records;
using Joulemark.Tests.Comparison.Gating;
using Xunit;
using static Joulemark.Comparison.DifferenceVerdict;

namespace Joulemark.Tests.Comparison;

public sealed class ComparerTests
{
    private static readonly RunRecord Run = Runs.Make();
    private static readonly RunRecord Other = Runs.Make("run-b");

    [Fact]
    public void Run_AgainstItself_IsComparableWithoutADifference()
    {
        var result = Runs.Compare(Run, Run);
        Assert.True(result.Comparable);
        Assert.Empty(result.Differences);
        Assert.All(result.Metrics.Where(m => m.Ratio is not null), m => Assert.Equal(1, m.Ratio!.Value!.Value, 9));
    }

    [Fact]
    public void Run_AgainstAnotherThatIsTheSame_IsComparable()
    {
        var result = Runs.Compare(Run, Other);
        Assert.Empty(result.Differences);
        var ratio = Assert.Single(result.Metrics, m => m.Name == "energy_per_request").Ratio!;
        Assert.Equal(1, ratio.Value!.Value, 9);
        Assert.Contains("Welch", ratio.Method, StringComparison.Ordinal);
        Assert.True(ratio.Lower <= 1 && ratio.Upper >= 1);
    }

    [Fact]
    public void Ratio_IsOfBToA_AndNoNarrowerThanTheJoulesAreKnown()
    {
        var twice = Other with { Samples = [.. Other.Samples.Select(s => s with { Reading = s.Reading * 2 })] };
        foreach (var metric in Runs.Compare(Run, twice).Metrics.Where(m => m.Name.StartsWith("energy", StringComparison.Ordinal)))
        {
            var (ratio, known) = (metric.Ratio!, Math.Sqrt(Math.Pow(metric.A.MeasuredTo!.Value / metric.A.Value!.Value, 2) + Math.Pow(metric.B.MeasuredTo!.Value / metric.B.Value!.Value, 2)));
            Assert.Equal(2, ratio.Value!.Value, 2);
            Assert.True(ratio.Lower < 2 && ratio.Upper > 2);
            Assert.True(Math.Log(ratio.Upper!.Value / ratio.Value.Value) >= known * (1 - 1e-9), $"{metric.Name}: {ratio}");
        }
    }

    [Fact]
    public void Latencies_OfOneWindow_HaveARatioWithoutAnInterval_AndNoVerdict()
    {
        var (one, other) = (PowerRun.Make("a", [30]), PowerRun.Make("b", [30, 30, 30]));
        var slower = other with { Requests = [.. other.Requests.Select(r => r with { FirstToken = r.FirstToken + TimeSpan.FromSeconds(0.5), Ended = r.Ended + TimeSpan.FromSeconds(0.5) })] };
        foreach (var metric in Runs.Compare(one, slower).Metrics.Where(m => m.Name.StartsWith("ttft", StringComparison.Ordinal) || m.Name.StartsWith("e2e", StringComparison.Ordinal)))
        {
            Assert.NotNull(metric.Ratio!.Value);
            Assert.Null(metric.Ratio.Lower);
            Assert.Equal(RatioVerdict.Inconclusive, metric.Verdict);
            Assert.EndsWith("where a side has fewer than three windows", metric.Ratio.Method, StringComparison.Ordinal);
        }

        Assert.Contains(Runs.Compare(other, slower).Metrics, m => m.Name == "ttft_p50" && m.Verdict == RatioVerdict.Worse);
    }

    /// <summary>What the issue names: a change of any of them is caught and named.</summary>
    [Theory]
    [InlineData("cpu.governor", "powersave", NotComparable)]
    [InlineData("os.kernel", "6.9.0-1-generic", NotComparable)]
    [InlineData("os.kernel", "6.8.0-47-generic", AtADistance)]
    [InlineData("os.name", "Ubuntu 24.04", NotComparable)]
    [InlineData("os.kernel-parameters", "BOOT_IMAGE=/vmlinuz-2 mitigations=auto root=UUID=2", AtADistance)]
    [InlineData("os.kernel-parameters", "BOOT_IMAGE=/vmlinuz-1 root=UUID=1 mitigations=off", NotComparable)]
    [InlineData("cpu.microcode", "0x2", AtADistance)]
    [InlineData("memory.gib", "127.5", AtADistance)]
    [InlineData("memory.gib", "64", NotComparable)]
    [InlineData("gpu0.uuid", "GPU-2", Ignored)]
    [InlineData("gpu0.temperature-c", "60", AtADistance)]
    [InlineData("gpu0.power-limit-w", "400", NotComparable)]
    [InlineData("gpu0.vbios", "97.00", NotComparable)]
    [InlineData("driver.nvidia", "575.1", NotComparable)]
    [InlineData("background.cpu", "7", AtADistance)]
    public void Machine_ThatDiffers_IsJudgedByThePolicy(string key, string value, DifferenceVerdict verdict)
    {
        var result = Runs.Compare(Run, Other.WithMachine((key, value)));
        Assert.Equal((key, verdict), (Assert.Single(result.Differences).Key, result.Differences[0].Verdict));
        Assert.Equal(verdict != NotComparable, result.Comparable);
        Assert.Equal(result.Comparable, result.Metrics.Count > 0);
        Assert.Equal(!result.Comparable, result.Diagnostics.Any(d => d.Id == "JM7003" && d.Message.Contains($"{key} is ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("server.version", "0.12.0", NotComparable)]
    [InlineData("server.max-batch", "128", NotComparable)]
    [InlineData("server.kv-cache.tokens", "99000", AtADistance)]
    [InlineData("server.kv-cache.tokens", "90000", NotComparable)]
    [InlineData("server.max-batch", null, CannotBeTold)]
    public void Server_ThatDiffers_IsJudgedByThePolicy(string key, string? value, DifferenceVerdict verdict) =>
        Assert.Equal(verdict, Runs.Compare(Run, Other.WithServer((key, value))).Verdicts()[key]);

    [Theory]
    [InlineData("load.concurrency", "2", NotComparable)]
    [InlineData("workload.temperature", "1", NotComparable)]
    [InlineData("workload.output-tokens.max", "16", NotComparable)]
    [InlineData("measure.window", "20s", NotComparable)]
    [InlineData("measure.repeats.max", "20", Ignored)]
    [InlineData("server.url", "http://other:8000", Ignored)]
    [InlineData("objectives.ttft-p99", "1s", AtADistance)]
    [InlineData("seed", "2", NotComparable)]
    public void Spec_ThatDiffers_IsJudgedByThePolicy(string key, string value, DifferenceVerdict verdict) =>
        Assert.Equal(verdict, Runs.Compare(Run, Other.WithSpec((key, value))).Verdicts()[key]);

    [Theory]
    [InlineData("measure.window", "10000ms")]
    [InlineData("name", "another name")]
    [InlineData("server.api-key-env", "OTHER_KEY")]
    [InlineData("load.samples-per-query", "4")] // does nothing with load.kind concurrency
    [InlineData("load.kind", "concurrency")]
    public void Spec_ThatMeansTheSame_DoesNotDiffer(string key, string value) =>
        Assert.Empty(Runs.Compare(Run, Other.WithSpec((key, value))).Differences);

    [Theory]
    [InlineData("1.2.4", AtADistance)]
    [InlineData("1.3.0", NotComparable)]
    public void ToolVersion_MattersFromTheMinorOn(string version, DifferenceVerdict verdict) =>
        Assert.Equal(verdict, Runs.Compare(Run, Other with { Header = Other.Header with { ToolVersion = version } }).Verdicts()["tool.version"]);

    [Fact]
    public void Task_ThatDiffers_IsNamed()
    {
        var other = Other.WithConfiguration(c => c with { TaskHash = "1", TemplateHash = "2", FileHashes = Runs.Facts(("data.jsonl", "3")) });
        Assert.Equal(["workload.data-sha256", "workload.task-sha256", "workload.template-sha256"], Runs.Compare(Run, other).Verdicts().Where(v => v.Value == NotComparable).Select(v => v.Key));
    }

    [Fact]
    public void DataFile_OfAnotherName_IsTheSame()
    {
        RunRecord Of(RunRecord run, string name) => run.WithConfiguration(c => c with { FileHashes = Runs.Facts((name, "3")) });
        Assert.Empty(Runs.Compare(Of(Run, "a.jsonl"), Of(Other, "b.jsonl")).Differences);
    }

    [Fact]
    public void BoundariesThatDiffer_AreNeverComparable()
    {
        var other = Other with { Header = Other.Header with { Boundary = Boundary.Process } }; // which its channels do not make
        var result = Runs.Compare(Run, other, ["boundary"]);
        Assert.False(result.Comparable);
        Assert.Equal(NotComparable, result.Verdicts()["boundary"]);
        Assert.Empty(result.Metrics);
    }

    [Fact]
    public void ProvenancesThatDiffer_AreNeverComparable()
    {
        var other = Other with { Machine = Other.Machine with { Channels = [.. Other.Machine.Channels.Select(c => c with { Provenance = Provenance.Integrated })] } };
        Assert.Equal(NotComparable, Runs.Compare(Run, other, ["provenance"]).Verdicts()["provenance"]);
    }

    [Fact]
    public void OlderRun_WithoutFacts_IsNotCalledTheSame()
    {
        var old = Other with { Events = [.. Other.Events.Where(e => e.Kind != "server")], Machine = Other.Machine with { Fingerprint = Runs.Facts(("cpu.model", "test"), ("cpu.logical", "2")) } };
        var result = Runs.Compare(Run, old);
        Assert.True(result.Comparable);
        Assert.All((string[])["server.version", "cpu.governor", "os.kernel", "gpu0.power-limit-w"], k => Assert.Equal(CannotBeTold, result.Verdicts()[k]));
        Assert.All(result.Differences, d => Assert.NotEmpty(d.Why));
    }

    [Fact]
    public void FactUnknownOnBothSides_IsNoDifference()
    {
        RunRecord Without(RunRecord run) => run with { Machine = run.WithMachine(("cpu.governor", null)).Machine with { Facts = [new MachineFact { Key = "cpu.governor", Source = "/sys", Unknown = "permission denied" }] } };
        Assert.Empty(Runs.Compare(Without(Run), Without(Other)).Differences);
        var one = Assert.Single(Runs.Compare(Run, Without(Other)).Differences);
        Assert.Equal((CannotBeTold, "permission denied"), (one.Verdict, one.Why));
    }

    [Fact]
    public void Variable_ThatIsSetOnOneSideOnly_IsADifference_WhereItWasLookedFor()
    {
        RunRecord Captured(RunRecord run, params (string Key, string? Value)[] more) => run.WithMachine(more) with { Machine = run.WithMachine(more).Machine with { Facts = [new MachineFact { Key = "cpu.model", Value = "test", Source = "/proc" }] } };
        Assert.Equal(NotComparable, Runs.Compare(Captured(Run, ("process.env.OMP_NUM_THREADS", "4")), Captured(Other)).Verdicts()["process.env.OMP_NUM_THREADS"]);
        Assert.Equal(CannotBeTold, Runs.Compare(Captured(Run, ("process.env.OMP_NUM_THREADS", "4")), Other).Verdicts()["process.env.OMP_NUM_THREADS"]);
    }

    [Fact]
    public void Server_OnAMachineThatNobodyCaptured_IsNotTakenForTheClients()
    {
        RunRecord Elsewhere(RunRecord run, string node) => run with { Header = run.Header with { Node = node }, Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => c with { Node = node })] } };
        var result = Runs.Compare(Elsewhere(Run, "gpu-box"), Elsewhere(Other.WithMachine(("cpu.model", "another client")), "gpu-box"));
        Assert.Equal("client.cpu.model", Assert.Single(result.Differences).Key);
        Assert.Equal(2, result.Diagnostics.Count(d => d.Id == "JM7007"));
        Assert.Equal(NotComparable, Runs.Compare(Elsewhere(Run, "gpu-box"), Elsewhere(Other, "gpu-box-2")).Verdicts()["machine.node"]);
    }

    [Fact]
    public void Setting_OnTheClientsMachine_IsNotTheServers()
    {
        RunRecord Elsewhere(RunRecord run) => run with
        {
            Events = [.. run.Events, new RunEvent { Time = default, Kind = "diagnostic", Configuration = SampleRun.Configuration, Message = "", Diagnostic = new Joulemark.Diagnostics.Diagnostic(RunEvent.ServerElsewhere, Joulemark.Diagnostics.DiagnosticSeverity.Warning, "", null) }],
        };
        var keys = Runs.Compare(Elsewhere(Run.WithSetting("gpu.power-limit", "300W")), Elsewhere(Other)).Differences.Select(d => d.Key).ToList();
        Assert.Contains("client.gpu0.power-limit-w", keys);
        Assert.DoesNotContain("gpu0.power-limit-w", keys);
    }

    [Fact]
    public void PowerLimit_ThatWasSet_IsTheOneInForceAsWell()
    {
        var (a, b) = (Run.WithMachine(("gpu0.power-limit-enforced-w", "700")), Other.WithMachine(("gpu0.power-limit-enforced-w", "700")));
        Assert.Equal("300", Runs.Compare(a.WithSetting("gpu.power-limit", "300W"), b).Differences.Single(d => d.Key == "gpu0.power-limit-enforced-w").A);
        Assert.True(Runs.Compare(a.WithSetting("gpu.power-limit", "300W"), b, ["controls.gpu.power-limit"]).Comparable); // it follows
        Assert.DoesNotContain(Runs.Compare(Run.WithSetting("gpu.power-limit", "300W"), Other).Differences, d => d.Key == "gpu0.power-limit-enforced-w"); // a board that does not tell
    }

    [Fact]
    public void BoardThatIsNotThere_IsNotUnknown()
    {
        var result = Runs.Compare(Run, Other.WithMachine(("gpu.count", "2"), ("gpu1.model", "H100"), ("gpu1.vbios", "96.00")), ["gpu.count"]).Differences;
        Assert.Equal("(no such board)", result.Single(d => d.Key == "gpu1.vbios").A);
        Assert.DoesNotContain(result, d => d.Verdict == CannotBeTold);
    }

    [Fact]
    public void Setting_ThatWasMade_HoldsInPlaceOfWhatWasCaptured()
    {
        // A limits the board by itself; on B's machine an administrator did: the same.
        var administrated = Other.WithMachine(("gpu0.power-limit-w", "300"));
        Assert.True(Runs.Compare(Run.WithSetting("gpu.power-limit", "300W"), administrated).Comparable);
        Assert.Equal(NotComparable, Runs.Compare(Run.WithSetting("gpu.power-limit", "250W"), administrated).Verdicts()["gpu0.power-limit-w"]);
        Assert.True(Runs.Compare(Run.WithSetting("gpu.power-limit", "300W").WithSetting("gpu.power-limit", "700W", seconds: 1000), administrated).Comparable); // restored
        Assert.Equal(NotComparable, Runs.Compare(Run.WithSetting("cpu.governor", "powersave"), Other).Verdicts()["cpu.governor"]);
        Assert.True(Runs.Compare(Run.WithSetting("gpu.power-limit", "300W", target: "GPU-9"), Other).Comparable); // a board that is not there any more
        Assert.Equal(NotComparable, Runs.Compare(Run.WithSetting("gpu.clocks", "1200MHz"), Other).Verdicts()["controls.gpu.clocks"]);
    }

    [Fact]
    public void InvalidRun_IsCompared_AndSaid()
    {
        var result = Runs.Compare(Run, Other with { Header = Other.Header with { Status = RunStatus.Interrupted } });
        Assert.True(result.Comparable);
        Assert.NotEmpty(result.Metrics);
        Assert.False(result.Valid);
        Assert.Contains(result.B.Validity.Reasons, r => r.Code == "interrupted");
    }

    [Fact]
    public void ConfigurationsOfOneRun_IsolateWhatVaries_AndArePaired()
    {
        var run = TwoConfigurations(Run);
        var result = Runs.Compare(run, run);
        Assert.Equal(["load.concurrency"], result.Isolated);
        Assert.True(result.Comparable);
        Assert.Contains("paired", result.Metrics[0].Ratio!.Method, StringComparison.Ordinal);
        Assert.All(result.Uncertainties.Where(u => u.Name == "sensor-gain"), u => Assert.True(u.Cancels));
    }

    [Fact]
    public void Keys_ThatNeverMatter_DoNot_WhereOneSideDoesNotKnowThem()
    {
        Assert.Equal(Ignored, Runs.Compare(Run.WithMachine(("machine.boot", "1")), Other).Verdicts()["machine.boot"]);
        Assert.Equal(Ignored, Runs.Compare(Run.WithMachine(("machine.installation", "1")), Other.WithMachine(("machine.installation", "2"))).Verdicts()["machine.installation"]);
    }

    /// <summary>Of one provenance as a whole, that of its DRAM, and yet the packages of one are counted and of the other sampled.</summary>
    [Fact]
    public void Channels_ThatAreReadInAnotherWay_AreNamed()
    {
        RunRecord Read(RunRecord run, Func<Channel, Channel> package) => run with
        {
            Machine = run.Machine with
            {
                Channels = [.. run.Machine.Channels.Select(c => c.Name == "cpu0-package" ? package(c) : c with { Provenance = Provenance.Modelled, Source = "model" })],
            },
        };
        Channel Power(Channel channel, double? mean) => channel with { Provenance = Provenance.Integrated, Reading = ReadingKind.Power, AveragingSeconds = mean };
        var (counted, instant, mean) = (Read(Run, c => c), Read(Other, c => Power(c, null)), Read(Other, c => Power(c, 1)));
        foreach (var (a, b, values) in (ReadOnlySpan<(RunRecord, RunRecord, string)>)[
            (counted, instant, "cpu-package by rapl: counter, dram by model: counter against cpu-package by rapl: power, dram by model: counter"),
            (Read(Run, c => Power(c, null)), mean, "cpu-package by rapl: power, dram by model: counter against cpu-package by rapl: power, mean of 1 s, dram by model: counter")])
        {
            var result = Runs.Compare(a, b);
            Assert.False(result.Comparable);
            var difference = Assert.Single(result.Differences, d => d.Verdict == NotComparable);
            Assert.Equal(("ledger.readings", values), (difference.Key, difference.Values));
            Assert.True(Runs.Compare(a, b, allow: ["ledger.readings"]).Comparable);
            Assert.Equal(Follows, Runs.Compare(a.WithMachine(("gpu.model", "x"), ("gpu0.model", "x")), b, isolate: ["gpu.model"]).Verdicts()["ledger.readings"]);
        }
    }

    [Fact]
    public void GainOfRunsApart_MayCancel() =>
        Assert.All(Runs.Compare(Run.WithMachine(("gpu0.uuid", null)), Other.WithMachine(("gpu0.uuid", null))).Uncertainties.Where(u => u.Name == "sensor-gain"), u => Assert.Null(u.Cancels));

    [Fact]
    public void Verdicts_AreTheSameBothWays()
    {
        var random = new Random(7);
        (string Key, string Value)[] changes =
        [
            ("cpu.governor", "powersave"), ("os.kernel", "6.8.1"), ("os.kernel", "7.0"), ("gpu0.temperature-c", "45"), ("gpu0.temperature-c", "80"), ("gpu0.uuid", "GPU-3"),
            ("gpu.count", "3"), ("gpu2.vbios", "1"), ("memory.gib", "128.4"), ("driver.nvidia", "1"), ("gpu.model", "A100"), ("cpu.model", "x"),
        ];
        string[][] isolations = [[], ["gpu.model"], ["machine"], ["cpu.governor", "gpu.count"]];
        for (var i = 0; i < 50; i++)
        {
            var other = Other;
            foreach (var change in changes.Where(_ => random.Next(3) == 0))
                other = other.WithMachine(change);
            var isolated = isolations[random.Next(isolations.Length)];
            var (one, back) = (Runs.Compare(Run, other, isolated), Runs.Compare(other, Run, isolated));
            Assert.Equal(one.Verdicts(), back.Verdicts());
            Assert.Equal(one.Comparable, back.Comparable);
            foreach (var (there, here) in one.Metrics.Zip(back.Metrics).Where(m => m.First.Ratio is not null))
                Assert.Equal(1, there.Ratio!.Value!.Value * here.Ratio!.Value!.Value, 9);
        }
    }

    /// <summary>The run with its only configuration twice, at another concurrency.</summary>
    internal static RunRecord TwoConfigurations(RunRecord run)
    {
        var only = run.Header.Configurations[0];
        ConfigurationRecord At(string name, string concurrency) => only with
        {
            Name = name,
            Factors = Runs.Facts(("load.concurrency", concurrency)),
            Spec = new Dictionary<string, string>(only.Spec, StringComparer.Ordinal) { ["load.concurrency"] = concurrency },
        };
        return run with
        {
            Header = run.Header with { Configurations = [At("one", "1"), At("two", "2")] },
            Windows = [.. run.Windows.SelectMany(w => (WindowRecord[])[w with { Configuration = "one" }, w with { Configuration = "two" }])],
            Requests = [.. run.Requests.SelectMany(r => (RequestRecord[])[r with { Configuration = "one" }, r with { Configuration = "two" }, r with { Configuration = "two" }])], // two at a time
            Events = [.. run.Events.Select(e => e.Configuration is null ? e : e with { Configuration = "one" })],
        };
    }
}
