using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Tests;

/// <summary>
/// A run whose every figure can be worked out by hand: 10 W with the server idle, 30 W under load, one request a second of
/// ten tokens, three windows of ten seconds. So each window has 300 J, 100 tokens and 10 requests.
/// </summary>
internal static class SampleRun
{
    public const string Configuration = "only";
    private const double IdleWatts = 10;
    private const double LoadWatts = 30;

    public static RunRecord Make(int windows = 3) => new()
    {
        Header = new RunHeader
        {
            ToolVersion = "test",
            Id = "20260101T000000Z-sample-0000",
            Name = "sample",
            StartedAt = DateTimeOffset.UnixEpoch,
            Status = RunStatus.Complete,
            Boundary = Boundary.Components,
            SampleRate = 10,
            Seeds = new Dictionary<string, int>(StringComparer.Ordinal) { ["task"] = 1 },
            Plan = [Configuration],
            Configurations =
            [
                new ConfigurationRecord
                {
                    Name = Configuration,
                    Factors = new Dictionary<string, string>(StringComparer.Ordinal),
                    Spec = Specs.Document("workload.requests=200", "load.concurrency=1", "objectives.ttft-p99=150ms").Values,
                    TaskHash = "0",
                    TaskRequests = 200,
                    TaskDistinctItems = 200,
                    TemplateHash = "0",
                    HasAnswers = true,
                },
            ],
        },
        Machine = new MachineSnapshot
        {
            Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal) { ["cpu.model"] = "test", ["cpu.logical"] = "2" },
            Channels = [Counter("cpu0-package", MachinePart.CpuPackage), Counter("cpu0-dram", MachinePart.Dram)],
            Missing = [],
        },
        Windows =
        [
            Window(Stage.IdleLoaded, 0, 10, 20),
            .. Enumerable.Range(1, windows).Select(r => Window(Stage.Window, r, 20 * r + 20, 20 * r + 30)),
        ],
        Requests = [.. Enumerable.Range(1, windows).SelectMany(r => Enumerable.Range(0, 10).Select(i => Request(r, i)))],
        Samples = [.. Samples(20 * windows + 40)],
        Events = [new RunEvent { Time = At(100), Kind = "stop", Message = "max-repeats" }],
    };

    /// <summary>The run with other values in its spec.</summary>
    public static RunRecord With(RunRecord run, params (string Key, string Value)[] values)
    {
        var spec = new Dictionary<string, string>(run.Header.Configurations[0].Spec, StringComparer.Ordinal);
        foreach (var (key, value) in values)
            spec[key] = value;
        return run with { Header = run.Header with { Configurations = [run.Header.Configurations[0] with { Spec = spec }] } };
    }

    /// <summary>The run with every request changed.</summary>
    public static RunRecord Edit(RunRecord run, Func<RequestRecord, RequestRecord> edit) => run with { Requests = [.. run.Requests.Select(edit)] };

    private static WindowRecord Window(Stage stage, int repeat, double start, double end) => new()
    {
        Configuration = Configuration,
        Stage = stage,
        Repeat = repeat,
        Start = At(start),
        End = At(end),
        Cpu = new CpuShares { LogicalCpus = 2, MachineSeconds = 5, SystemUnderTestSeconds = 4.8, HarnessSeconds = 0.1 },
    };

    private static RequestRecord Request(int repeat, int index)
    {
        var due = (20 * repeat) + 20 + index + 0.05;
        return new RequestRecord
        {
            Configuration = Configuration,
            Stage = Stage.Window,
            Repeat = repeat,
            Item = ((repeat - 1) * 10) + index,
            Scheduled = At(due),
            Sent = At(due + 0.0001),
            FirstByte = At(due + 0.09),
            FirstToken = At(due + 0.1),
            LastToken = At(due + 0.55),
            Ended = At(due + 0.94), // the connection lingers, so that one request is in flight nearly always
            Tokens = [.. Enumerable.Range(0, 10).Select(k => At(due + 0.1 + (0.05 * k)))],
            Usage = new TokenUsage(5, 10),
            FinishReason = "stop",
            Output = "answer: 1",
            Score = index < 8 ? 1 : 0,
        };
    }

    /// <summary>Two counters at 10 Hz: the package has two thirds of the power, DRAM one third.</summary>
    private static IEnumerable<MeterSample> Samples(double until)
    {
        double joules = 0;
        for (var i = 0; i <= until * 10; i++)
        {
            var t = i / 10.0;
            yield return new MeterSample(At(t), "cpu0-package", joules * 2 / 3);
            yield return new MeterSample(At(t), "cpu0-dram", joules / 3);
            joules += (t < 30 ? IdleWatts : LoadWatts) / 10;
        }
    }

    private static Channel Counter(string name, MachinePart part) => new()
    {
        Name = name,
        Source = "rapl",
        Part = part,
        Provenance = Provenance.Counter,
        Reading = ReadingKind.EnergyCounter,
        UpdatePeriodSeconds = 0.001,
        GainUncertainty = 0.1,
        GainSource = "test",
    };

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
