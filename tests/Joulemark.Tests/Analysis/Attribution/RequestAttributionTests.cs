using CsCheck;
using Joulemark.Analysis;
using Joulemark.Analysis.Attribution;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Attribution;

/// <summary>Windows of ten seconds at 30 W, 10 of them idle: each of ten slices has 10 J idle and 20 J of load.</summary>
public sealed class RequestAttributionTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Shares_OfAnyRequests_AndTheUnattributedSumToTheWindow() =>
        Gen.Select(Gen.Double[35, 55], Gen.Double[0, 8], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 300], Gen.Bool).Array[0, 40].Sample(drawn =>
        {
            var requests = drawn.Select(d =>
            {
                var (sent, ended) = (d.Item1, d.Item1 + d.Item2);
                var first = sent + (d.Item3 * d.Item2);
                return Request(sent, first, first + (d.Item4 * (ended - first)), ended, d.Item5, d.Item6 ? "http-500" : null);
            });
            var attribution = Attribute(Run([.. requests], 1));
            Assert.Null(attribution.Refusal);
            var charged = attribution.Requests().ToList();
            Assert.Equal(300, charged.Sum(r => r.Joules) + (attribution.UnattributedShare!.Value * 300), Tolerance);
            Assert.All(charged, r => Assert.InRange(r.Idle, 0, r.Joules + Tolerance));
        });

    [Fact]
    public void TwoRequests_OfUnlikeLength_ShareTheLoadByTokens_AndIdleByTime()
    {
        // Both all the window long: idle power by halves, the load as 30 tokens to 10.
        var charged = Attribute(Run([Request(40, 40, 50, 50, 30), Request(40, 40, 50, 50, 10)], 1)).Requests().ToList();
        Assert.Equal([50 + 150, 50 + 50], charged.Select(r => r.Joules), Close);
        Assert.Equal([50, 50], charged.Select(r => r.Idle), Close);
        Assert.All(charged, r => Assert.True(r.IsWhole));
    }

    [Fact]
    public void IdlePower_OfASlice_GoesByTimeInFlight()
    {
        // One slice is shared, three quarters to one quarter of the time; the rest of the window has nobody.
        var attribution = Attribute(Run([Request(40, 40, 40.75, 40.75, 10), Request(40.75, 40.75, 41, 41, 10)], 1));
        var charged = attribution.Requests().ToList();
        Assert.Equal([7.5, 2.5], charged.Select(r => r.Idle), Close);
        Assert.Equal([17.5, 12.5], charged.Select(r => r.Joules), Close);
        Assert.Equal(0.9, attribution.UnattributedShare!.Value, Tolerance);
    }

    [Fact]
    public void FailedRequest_KeepsTheJoulesOfItsSlices_AndIsInNoPercentile()
    {
        // Nobody counted the failed one's tokens: its ten chunks are worth ten tokens, as the other's are.
        var failed = Request(40, 40, 50, 50, 10, "truncated") with { Usage = null };
        var run = Run([Request(40, 40, 50, 50, 10), failed], 1);
        Assert.Equal([150, 150], Attribute(run).Requests().Select(r => r.Joules), Close);
        var p50 = Metric(run, "attributed_energy_per_request_p50");
        Assert.Equal(1, p50.N);
        Assert.Equal(150, p50.Value!.Value, Tolerance);
    }

    [Fact]
    public void RequestAcrossAnEdge_IsChargedInsideOnly_AndIsInNoPercentile()
    {
        var run = Run([Request(35, 35, 45, 45, 100), Request(45, 45, 50, 50, 10)], 1);
        var charged = Attribute(run).Requests().ToList();
        Assert.Equal([150, 150], charged.Select(r => r.Joules), Close);
        Assert.Equal([false, true], charged.Select(r => r.IsWhole));
        Assert.Equal(1, Metric(run, "attributed_energy_per_request_p99").N);
    }

    [Fact]
    public void Slices_WithoutATokenButWithALoad_GoByTime()
    {
        // Five seconds of prefill whose cost nobody knows, beside nobody: the load is the one's that is there.
        var charged = Assert.Single(Attribute(Run([Request(40, 45, 50, 50, 10)], 1)).Requests());
        Assert.Equal(300, charged.Joules, Tolerance);
    }

    [Fact]
    public void Requests_WithoutTokens_GoByTimeAlone()
    {
        RequestRecord Tensor(double sent, double ended) => Request(sent, sent, ended, ended, 0) with { FirstToken = null, Tokens = [], Usage = null };
        var run = Run([Tensor(40, 50), Tensor(40, 45)], 1);
        Assert.Equal([75 + 150, 75], Attribute(run).Requests().Select(r => r.Joules), Close);
        Assert.Contains("by time in flight alone", Metric(run, "attributed_energy_per_request_p50").Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_HasAllOfItsWindow()
    {
        var run = Run([Request(40, 40, 50, 50, 0) with { FirstToken = null, LastToken = null, Tokens = [], Usage = null, ExitCode = 0 }], 1);
        var only = run.Header.Configurations[0];
        run = run with { Header = run.Header with { Configurations = [only with { Command = ["true"] }] } };
        Assert.Equal(300, Metric(run, "attributed_energy_per_request_p50").Value!.Value, Tolerance);
        Assert.Equal(0, Metric(run, "unattributed_energy_share").Value!.Value, Tolerance);
    }

    [Fact]
    public void Metrics_SayThatTheyAreAttribution_AndHaveNoInterval()
    {
        var metrics = RunAnalyzer.Analyze(SampleRun.Make()).Configurations[SampleRun.Configuration].Metrics;
        var own = metrics.Where(m => RequestAttribution.Makes(m.Key)).ToList();
        Assert.Equal(4, own.Count);
        Assert.All(own, m =>
        {
            Assert.StartsWith("attribution: ", m.Value.Method, StringComparison.Ordinal);
            Assert.Contains("no measurement", m.Value.Method, StringComparison.Ordinal);
            Assert.NotNull(m.Value.Value);
            Assert.Equal((null, null), (m.Value.Lower, m.Value.Upper));
        });
        Assert.Equal(30, metrics["attributed_energy_per_request_p50"].Value!.Value, 0.01);
        Assert.Contains("output tokens alone", metrics["attributed_energy_per_request_p50"].Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutEnergy_IsRefused()
    {
        var run = SampleRun.Make();
        Refused(run with { Samples = [] }, "energy of window 1 is missing");
        Refused(run with { Header = run.Header with { Boundary = null } }, "no joules are counted");
        Refused(run with { Windows = [.. run.Windows.Where(w => w.Stage != Stage.Window)] }, "no window was measured");
    }

    [Fact]
    public void Sensor_TooSlowForASlice_IsRefused()
    {
        var run = SampleRun.Make();
        Refused(run with { Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => c with { UpdatePeriodSeconds = 2 })] } }, "is new every 2 s");
    }

    [Fact]
    public void Load_ThatTellsThePhasesApart_WeighsPrompts()
    {
        // Seconds of: A's prefill; A's decode and B's prefill; B's decode; nothing. 10 W idle, 30 J a prefill, 10 J a decode.
        double[] watts = [40, 50, 20, 10];
        var requests = Enumerable.Range(0, 10).SelectMany(k => new[] { 40 + (4 * k), 41 + (4 * k) })
            .Select(at => Request(at + 0.4, at + 0.6, at + 1.95, at + 1.95, 11) with { Usage = new TokenUsage(100, 11), Tokens = [At(at + 0.6), .. Enumerable.Range(0, 9).Select(k => At(at + 1.05 + (k * 0.1125)))] }).ToList();
        var run = Run(requests, 1, 40, 80, t => t is < 40 or >= 80 ? 10 : watts[(int)t % 4]);
        Assert.Contains("a prompt token as 0.3 output tokens", Metric(run, "attributed_energy_per_request_p50").Method, StringComparison.Ordinal);

        // A: idle 10 J and 0.95/1.55 of 10 J; the first second's 30 J, and of the second one's 40 J its 7.04 tokens of 40 tokens' worth. By output tokens alone it would have 74 J.
        Assert.All(Attribute(run).Requests(), r => Assert.Equal(r.Number % 2 == 0 ? 53.17 : 56.83, r.Joules, 0.1));
        Assert.Equal(100 / 1200.0, Metric(run, "unattributed_energy_share").Value!.Value, 0.001);
    }

    [Fact]
    public void ManyRequests_AreDrawnFrom_AndTheMethodSaysSo()
    {
        const int many = 300_000;
        var like = Request(40, 40, 40, 40, 10) with { Tokens = [] };
        var run = Run([.. Enumerable.Range(0, many).Select(i => like with { Sent = At(40 + (i * 9.0 / many)), FirstToken = At(40 + (i * 9.0 / many)), LastToken = At(40.5 + (i * 9.0 / many)), Ended = At(40.5 + (i * 9.0 / many)) })], 1);
        var p50 = Metric(run, "attributed_energy_per_request_p50");
        Assert.Contains("one of every 3", p50.Method, StringComparison.Ordinal);
        Assert.Equal(many / 3, p50.N);
        Assert.InRange(p50.Value!.Value, 0.8 * 300 / many, 1.2 * 300 / many);
    }

    private static void Refused(RunRecord run, string reason)
    {
        var estimate = Metric(run, "attributed_energy_per_request_p50");
        Assert.Null(estimate.Value);
        Assert.StartsWith("attribution: not given: ", estimate.Method, StringComparison.Ordinal);
        Assert.Contains(reason, estimate.Method, StringComparison.Ordinal);
        Assert.Null(Metric(run, "unattributed_energy_share").Value);
        Assert.Empty(Attribute(run).Requests());
    }

    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) < Tolerance;

    private static Estimate Metric(RunRecord run, string name) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Metrics[name];

    private static RequestAttribution Attribute(RunRecord run) =>
        RequestAttribution.Of(RunAnalyzer.Analyze(run).Evidence[0], ChannelSeries.Collect(run.Machine.CalibratedChannels, run.Samples));

    private static RunRecord Run(IReadOnlyList<RequestRecord> requests, int windows) => SampleRun.Make(windows) with { Requests = requests };

    private static RunRecord Run(IReadOnlyList<RequestRecord> requests, int windows, double start, double end, Func<double, double> watts)
    {
        var run = Run(requests, windows);
        var samples = new List<MeterSample>();
        var joules = 0.0;
        for (var i = 0; i <= (end + 20) * 10; i++)
        {
            samples.Add(new MeterSample(At(i / 10.0), "cpu0-package", joules * 2 / 3));
            samples.Add(new MeterSample(At(i / 10.0), "cpu0-dram", joules / 3));
            joules += watts((i + 0.5) / 10) / 10;
        }

        return run with { Samples = samples, Windows = [.. run.Windows.Select(w => w.Stage == Stage.Window ? w with { Start = At(start), End = At(end) } : w)] };
    }

    private static RequestRecord Request(double sent, double first, double last, double ended, int tokens, string? error = null) => SampleRun.Make(1).Requests[0] with
    {
        Scheduled = At(sent), Sent = At(sent), FirstByte = At(first), FirstToken = At(first), LastToken = At(last), Ended = At(ended),
        Tokens = [.. Enumerable.Range(0, 10).Select(k => At(first + (k * (last - first) / 9)))], Usage = new TokenUsage(5, tokens), Error = error, ErrorKind = error,
    };

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
