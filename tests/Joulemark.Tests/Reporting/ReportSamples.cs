using System.Text;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;

namespace Joulemark.Tests.Reporting;

/// <summary>Runs whose pages are looked at.</summary>
internal static class ReportSamples
{
    /// <summary>
    /// Two models as the quickstart has them, under objectives: <c>small</c> as the sample run, and <c>large</c>, which takes
    /// its turn after it at three times the power and is right more often.
    /// </summary>
    public static RunRecord TwoModels(string objective = "150ms")
    {
        var run = SampleRun.With(SampleRun.Make(), ("objectives.ttft-p50", objective)); // thirty requests tell a median, and no 99th percentile
        const double shift = 100;
        static Timestamp Later(Timestamp t) => new(t.Nanoseconds + (long)(shift * 1e9));
        static RequestRecord Of(RequestRecord r) => r with
        {
            Configuration = "large", Scheduled = Later(r.Scheduled), Sent = Later(r.Sent), FirstByte = Later(r.FirstByte!.Value), FirstToken = Later(r.FirstToken!.Value),
            LastToken = Later(r.LastToken!.Value), Ended = Later(r.Ended), Tokens = [.. r.Tokens.Select(Later)], Score = 1,
        };
        var spec = run.Header.Configurations[0].Spec.Where(v => v.Key != "objectives.ttft-p99").ToDictionary(StringComparer.Ordinal);
        ConfigurationRecord Named(string name) => run.Header.Configurations[0] with { Name = name, Spec = spec, Factors = new Dictionary<string, string>(StringComparer.Ordinal) { ["server.model"] = name } };
        var last = run.Samples.Where(s => s.Channel == "cpu0-package").Max(s => s.Reading!.Value) * 3 / 2;
        return run with
        {
            Header = run.Header with { Configurations = [Named("small"), Named("large")], Plan = ["small", "large"] },
            Windows = [.. run.Windows.Select(w => w with { Configuration = "small" }), .. run.Windows.Select(w => w with { Configuration = "large", Start = Later(w.Start), End = Later(w.End) })],
            Requests = [.. run.Requests.Select(r => r with { Configuration = "small", Score = r.Item % 2 }), .. run.Requests.Select(Of)],
            Samples =
            [
                .. run.Samples.Where(s => s.Time.Seconds < shift),
                .. run.Samples.Select(s => s with
                {
                    Time = Later(s.Time),
                    Reading = (last * (s.Channel == "cpu0-package" ? 2 : 1) / 3) + s.Reading * (s.Time.Seconds < 30 ? 1 : 3) - (s.Time.Seconds < 30 ? 0 : 600 * (s.Channel == "cpu0-package" ? 2 : 1) / 3.0),
                }),
            ],
        };
    }

    /// <summary>The same, <c>small</c> at half the rate: it still uses the least energy, 60 J against 90 J, and keeps the hardware twice as long.</summary>
    public static RunRecord SlowAndQuick()
    {
        var run = TwoModels();
        return SampleRun.Edit(run with { Requests = [.. run.Requests.Where((r, i) => r.Configuration == "large" || i % 2 == 0)] }, r => r.Configuration == "large" ? r : r with { Ended = r.Ended + TimeSpan.FromSeconds(1) });
    }

    /// <summary>A run that was cut off and disturbed, with settings changed and warnings given.</summary>
    public static RunRecord Invalid()
    {
        var run = TwoModels();
        return run with
        {
            Header = run.Header with { Status = RunStatus.Interrupted },
            Events =
            [
                new Disturbance { Code = Disturbance.BackgroundCpu, Subject = "dotnet", Message = "others kept 29 % of the CPUs busy: <dotnet>", Number = 1, Since = At(45), Until = At(52) }.ToEvent(At(52)),
                new RunEvent { Time = At(2), Kind = RunEvent.Setting, Message = "cpu.governor: powersave → performance" },
                new RunEvent { Time = At(70), Kind = RunEvent.ClockStep, Message = "the wall clock was stepped by 2 s" },
                new RunEvent { Time = At(90), Kind = "server", Configuration = "small", Message = "said", Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["server.version"] = "1.2" } },
                new RunEvent { Time = At(99), Kind = "end", Message = "Ctrl-C" },
            ],
        };
    }

    /// <summary>Runs of one benchmark on successive days; the energy of each is the sample's × a factor.</summary>
    public static IReadOnlyList<(RunRecord Record, RunResult Result)> Days(params double[] factors) =>
        [.. factors.Select((factor, day) => Day(SampleRun.Make(), day, factor))];

    public static (RunRecord Record, RunResult Result) Day(RunRecord run, int day, double factor)
    {
        var record = run with
        {
            Header = run.Header with { Id = $"20260101T000000Z-sample-{day:0000}", StartedAt = DateTimeOffset.UnixEpoch.AddDays(day) },
            Samples = [.. run.Samples.Select(s => s with { Reading = s.Reading * factor })],
        };
        return (record, RunJudge.Judge(record));
    }

    public static string Page(RunRecord run, RecommendationOptions? prices = null)
    {
        var analysed = new AnalysedRuns();
        return HtmlReportWriter.Write(run, analysed.Of(run).Result, analysed, prices);
    }

    private static Timestamp At(double seconds) => new((long)(seconds * 1e9));

    /// <summary>A quickstart-like report, a report of many runs with a history, and one of a run that is not valid.</summary>
    public static string PageOf(string kind) => kind switch
    {
        "priced" => Page(HtmlReportWriterTests.Modelled(TwoModels()), new RecommendationOptions { Tariff = 0.3, Pue = 1.2, Intensity = 360, IntensitySource = "Germany (DEU), figures of 2024, life-cycle; a source of some length", HardwareCostPerHour = 2.5 }),
        "quickstart" => Page(HtmlReportWriterTests.Modelled(TwoModels())),
        "many" => HtmlReportWriter.Write([.. Days(1, 1.01, 0.99, 1, 1.02, 1.3, 1.31, 1.29, 1.3, 1.32), Day(Invalid(), 11, 1)]),
        "many-priced" => Encoding.UTF8.GetString(BuiltIns.ReportWriter(".html").Write([.. Days(1, 1.2, 1.4).Append(Day(Interrupted(), 11, 1)).Select(r => new ReportedRun(r.Record, r.Result) { Prices = new RecommendationOptions { Tariff = 0.3, Intensity = 360 } })])),
        "hostile" => HtmlReportWriterTests.Write(HtmlReportWriterTests.Renamed(SampleRun.Make(), HtmlReportWriterTests.Hostile)),
        _ => Page(Invalid()),
    };

    private static RunRecord Interrupted()
    {
        var run = SampleRun.Make();
        return run with { Header = run.Header with { Status = RunStatus.Interrupted } };
    }
}
