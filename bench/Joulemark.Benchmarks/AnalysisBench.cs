using System.Diagnostics;
using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Statistics;
using Joulemark.Storage;

namespace Joulemark.Benchmarks;

/// <summary>
/// Folders of long runs, written as a run writes them, and where the time of their analysis goes (docs/performance.md). A folder is that of a
/// machine of eight boards and two CPUs, 44 channels read ten times a second; the load is ten windows with the requests spread over them.
/// </summary>
internal static class AnalysisBench
{
    private const int Windows = 10;
    private const int Boards = 8;
    private const double SampleRate = 10;
    private const double IdleSeconds = 60;
    private const double BetweenSeconds = 30;

    /// <summary>Writes a folder, and says where.</summary>
    public static async Task WriteAsync(string runs, int requests, int samples, int tokens)
    {
        var channels = Channels().ToList();
        var total = samples / SampleRate / channels.Count;
        var length = ((total - (2 * IdleSeconds)) / Windows) - BetweenSeconds;
        var windows = Enumerable.Range(0, Windows).Select(i => (Start: IdleSeconds + BetweenSeconds + (i * (length + BetweenSeconds)), Repeat: i + 1)).ToList();
        var header = Header(string.Create(CultureInfo.InvariantCulture, $"20260101T000000Z-{requests}x{tokens}-{samples}"));
        var machine = new MachineSnapshot { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal), Channels = channels, Missing = [] };
        await using var writer = RunFolderWriter.Create(runs, header, machine);
        writer.Write(Window(Stage.IdleLoaded, 0, 1, IdleSeconds));
        foreach (var (start, repeat) in windows)
            writer.Write(Window(Stage.Window, repeat, start, start + length));

        var random = new SeededRandom(1, 0);
        var joules = new double[channels.Count];
        for (var i = 0; i < samples / channels.Count; i++)
        {
            var at = i / SampleRate;
            var isBusy = windows.Exists(w => at >= w.Start - 10 && at < w.Start + length + 10);
            for (var c = 0; c < channels.Count; c++)
            {
                var watts = Math.Round((isBusy ? 450 : 70) + (20 * random.NextDouble()), 3);
                joules[c] += watts / SampleRate;
                writer.Write(new MeterSample(Moment(at + (c * 1e-4)), channels[c].Name, channels[c] switch
                {
                    { Reading: ReadingKind.EnergyCounter } => Math.Round(joules[c], 3),
                    { Reading: ReadingKind.Power } => watts,
                    { Unit: "°C" } => Math.Round(40 + (watts / 20)),
                    { Unit: "W" } => 700,
                    _ => 0,
                }));
            }

            if (i % 1000 == 0 && !await writer.DrainAsync())
                break;
        }

        var each = requests / Windows;
        foreach (var (start, repeat) in windows)
        {
            for (var i = 0; i < each; i++)
            {
                writer.Write(Request(repeat, i, tokens, start + (length * i / each), random));
                if (i % 10_000 == 0 && !await writer.DrainAsync())
                    break;
            }
        }

        await writer.CompleteAsync(RunStatus.Complete, machine);
        Console.WriteLine(writer.Failure?.Message ?? writer.Path);
    }

    /// <summary>Seconds and memory of each step of <c>joulemark report</c>, in this process.</summary>
    public static void Run(string folder)
    {
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        Console.WriteLine("| step | s | CPU s | heap MB | resident at most MB |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        void Say(string step)
        {
            var used = Environment.CpuUsage.TotalTime;
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {step} | {clock.Elapsed.TotalSeconds:0.00} | {(used - cpu).TotalSeconds:0.00} | {GC.GetTotalMemory(forceFullCollection: false) / 1e6:0} | {process.PeakWorkingSet64 / 1e6:0} |"));
            cpu = used;
            clock.Restart();
        }

        var record = RunFolderReader.Read(folder);
        Say("read");
        var analysed = new AnalysedRuns();
        var result = analysed.Of(record).Result;
        Say("analyse");
        var json = ResultFile.ToJson(result);
        Say("result.json");
        var html = HtmlReportWriter.Write(record, result, analysed);
        Say("report.html");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{record.Requests.Count} requests, {record.Samples.Count} samples; result.json {json.Length / 1e6:0.00} MB, report.html {html.Length / 1e6:0.00} MB"));
    }

    private static Timestamp Moment(double seconds) => new((long)(seconds * 1e9));

    private static WindowRecord Window(Stage stage, int repeat, double start, double end) =>
        new() { Configuration = "only", Stage = stage, Repeat = repeat, Start = Moment(start), End = Moment(end) };

    private static IEnumerable<Channel> Channels()
    {
        for (var i = 0; i < Boards; i++)
        {
            var board = new Channel
            {
                Name = $"gpu{i}", Source = "nvml", Part = MachinePart.Gpu, Provenance = Provenance.Counter, Reading = ReadingKind.EnergyCounter, Device = i, DeviceId = $"GPU-{i}",
                UpdatePeriodSeconds = 0.1, MaxPower = new Power(700), GainUncertainty = 0.05,
            };
            yield return board;
            yield return board with { Name = $"gpu{i}-power", Provenance = Provenance.Integrated, Reading = ReadingKind.Power, CrossCheck = true };
            foreach (var (name, unit) in new[] { ("temperature", "°C"), ("power-limit", "W"), ("clock-event-reasons", "1") })
                yield return board with { Name = $"gpu{i}-{name}", Reading = ReadingKind.Indicator, Unit = unit, MaxPower = null };
        }

        for (var i = 0; i < 2; i++)
        {
            var package = new Channel
            {
                Name = $"cpu{i}-package", Source = "rapl", Part = MachinePart.CpuPackage, Provenance = Provenance.Counter, Reading = ReadingKind.EnergyCounter, Device = i,
                UpdatePeriodSeconds = 0.001, GainUncertainty = 0.1,
            };
            yield return package;
            yield return package with { Name = $"cpu{i}-dram", Part = MachinePart.Dram };
        }
    }

    private static RunHeader Header(string id) => new()
    {
        ToolVersion = "bench", Id = id, Name = "long", StartedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Status = RunStatus.Running,
        Boundary = Boundary.Components, SampleRate = SampleRate, Seeds = new Dictionary<string, int>(StringComparer.Ordinal), Plan = ["only"],
        Configurations =
        [
            new ConfigurationRecord
            {
                Name = "only", Factors = new Dictionary<string, string>(StringComparer.Ordinal), TaskHash = "0", TaskRequests = 200, TaskDistinctItems = 200, TemplateHash = "0",
                Spec = new Dictionary<string, string>(StringComparer.Ordinal) { ["load.kind"] = "rate", ["workload.prefix-cache"] = "any", ["objectives.ttft-p99"] = "500ms" },
            },
        ],
    };

    private static RequestRecord Request(int repeat, int number, int tokens, double due, SeededRandom random)
    {
        var first = due + 0.05 + (0.02 * random.NextDouble());
        var times = new Timestamp[tokens];
        for (var k = 0; k < tokens; k++)
            times[k] = Moment(first + (k * 0.02) + (0.002 * random.NextDouble()));
        return new RequestRecord
        {
            Configuration = "only", Stage = Stage.Window, Repeat = repeat, Item = number % 200, RequestedTokens = 2 * tokens, Scheduled = Moment(due), Sent = Moment(due + 4e-5),
            Headers = Moment(first - 2e-3), FirstByte = Moment(first - 1e-3), FirstToken = times[0], LastToken = times[^1], Ended = Moment(times[^1].Seconds + 1e-3), Tokens = times,
            Usage = new TokenUsage(57, tokens), FinishReason = "stop", Output = "there are forty-two of them", Score = number % 5 == 0 ? 0 : 1,
        };
    }
}
