using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class RunAnalyzerTests
{
    // Worked out by hand from SampleRun's summary: 300 J, 100 tokens, 10 requests, 8 right, 10 s a window; 10 W idle.
    [Theory]
    [InlineData("energy_per_output_token", 3.0, "J/token")]
    [InlineData("net_energy_per_output_token", 2.0, "J/token")]
    [InlineData("energy_per_token", 2.0, "J/token")]
    [InlineData("energy_per_request", 30.0, "J/request")]
    [InlineData("net_energy_per_request", 20.0, "J/request")]
    [InlineData("energy_per_correct", 37.5, "J/correct answer")]
    [InlineData("energy_to_solution", 6000.0, "J")]
    [InlineData("inferences_per_kwh", 120_000.0, "1/kWh")]
    [InlineData("wh_per_1000_queries", 8.333333333333334, "Wh")]
    [InlineData("tokens_per_second_per_watt", 1 / 3.0, "tokens/J")]
    [InlineData("accuracy_per_wh", 0.48, "1/Wh")]
    [InlineData("energy_delay_product", 16.5, "J·s")]
    [InlineData("output_throughput", 10.0, "tokens/s")]
    [InlineData("request_throughput", 1.0, "requests/s")]
    [InlineData("goodput", 1.0, "requests/s")]
    [InlineData("mean_power", 30.0, "W")]
    [InlineData("peak_power", 30.0, "W")]
    [InlineData("idle_power", 10.0, "W")]
    [InlineData("idle_share", 1 / 3.0, "1")]
    [InlineData("accuracy", 0.8, "1")]
    [InlineData("ttft_p50", 0.1, "s")]
    [InlineData("tpot_p50", 0.05, "s")]
    [InlineData("itl_p99", 0.05, "s")]
    [InlineData("e2e_p99", 0.55, "s")]
    public void Metric_OfTheSampleRun_IsAsWorkedOutByHand(string name, double expected, string unit)
    {
        var metric = Analyze(SampleRun.Make()).Metrics[name];
        Assert.Equal(expected, metric.Value!.Value, 1e-6 * expected);
        Assert.Equal(unit, metric.Unit);
    }

    [Fact]
    public void Run_WithoutFaults_IsValid()
    {
        var result = RunAnalyzer.Analyze(SampleRun.Make());
        Assert.Empty(result.Validity.Reasons);
        Assert.True(result.Validity.Valid);
        Assert.Equal((Boundary.Components, Provenance.Counter), (result.Boundary, result.Provenance));
    }

    [Fact]
    public void Run_OfTwoWindows_HasNoInterval()
    {
        var metric = Analyze(SampleRun.Make(windows: 2)).Metrics["energy_per_output_token"];
        Assert.Equal((3.0, null, null, 2), (metric.Value!.Value, metric.Lower, metric.Upper, metric.N));
        Assert.Contains("no interval", metric.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Systematic_OfTheRun_ListsGainAndEdgeApart()
    {
        var budget = Analyze(SampleRun.Make()).Systematic;
        Assert.Equal(0.1, Assert.Single(budget, s => s.Name == "sensor-gain").Relative, 1e-9);

        // Two thirds and one third of the power, each with two edges uniform over a millisecond in ten seconds, at 95 %.
        Assert.Equal(1.96 * Math.Sqrt(5) / 3 * 0.001 / (10 * Math.Sqrt(6)), Assert.Single(budget, s => s.Name == "edge").Relative, 1e-9);
        Assert.DoesNotContain(budget, s => s.Name is "quantisation" or "coverage");
    }

    [Fact]
    public void Windows_OfTheRun_StateTheirUncertainty()
    {
        var result = Analyze(SampleRun.Make());
        Assert.All(result.Windows, w => Assert.Equal(Assert.Single(result.Systematic, s => s.Name == "edge").Relative * 300, w.Uncertainty!.Value.Joules, 1e-4));
    }

    [Fact]
    public void Machine_ThatSleptInAWindow_IsAReason()
    {
        var run = SampleRun.Make();
        RunEvent Gap(double seconds) => new() { Time = new Timestamp((long)(seconds * 1e9)), Kind = "clock-gap", Message = "the machine slept for 12.5 s" };
        var reason = Assert.Single(Analyze(run with { Events = [.. run.Events, Gap(35), Gap(45)] }).Validity.Reasons, r => r.Code == "clock-gap");
        Assert.StartsWith("in window 1, at 45 s: the machine slept for 12.5 s", reason.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(Analyze(run with { Events = [.. run.Events, Gap(35)] }).Validity.Reasons, r => r.Code == "clock-gap");
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(200, false)]
    public void Readings_ThatAreDroppedMoreThanNowAndThen_AreAReason(int one, bool expected)
    {
        var run = SampleRun.Make();
        var index = 0;
        run = run with { Samples = [.. run.Samples.Select(s => s.Channel == "cpu0-dram" && index++ % one == 5 ? s with { Reading = -1 } : s)] };
        Assert.Equal(expected, Analyze(run).Validity.Reasons.Any(r => r.Code == "readings-dropped"));
    }

    [Fact]
    public void Failed_Requests_KeepTheirJoulesButNotTheirWork()
    {
        var run = Edit(r => r.Item % 2 == 0 ? r with { Error = "reset", ErrorKind = "connection", Score = null, Usage = null } : r);
        var result = Analyze(run);
        Assert.Equal(6.0, result.Metrics["energy_per_output_token"].Value!.Value, 1e-6);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "error-rate" && r.Evidence.Contains("15 of 30", StringComparison.Ordinal));
    }

    [Fact]
    public void Server_WithoutUsage_GivesNoFiguresPerToken()
    {
        var result = Analyze(Edit(r => r with { Usage = null }));
        Assert.Null(result.Metrics["energy_per_output_token"].Value);
        Assert.Null(result.Metrics["output_throughput"].Value);
        Assert.Equal(30.0, result.Metrics["energy_per_request"].Value!.Value, 1e-6);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "no-usage");
    }

    [Fact]
    public void Usage_BelowTheChunksThatCame_IsAMismatch() =>
        Assert.Contains(Analyze(Edit(r => r with { Usage = new TokenUsage(5, 3) })).Validity.Reasons, r => r.Code == "token-count-mismatch");

    [Fact]
    public void Prompts_FromThePrefixCache_AreAReason() =>
        Assert.Contains(Analyze(Edit(r => r with { Usage = new TokenUsage(5, 10, CachedTokens: 4) })).Validity.Reasons, r => r.Code == "prefix-cache");

    [Fact]
    public void Client_ThatSendsLate_IsAReason() =>
        Assert.Contains(Analyze(Edit(r => r with { Sent = r.Scheduled + TimeSpan.FromMilliseconds(50) })).Validity.Reasons, r => r.Code == "client-saturated");

    [Fact]
    public void Channel_ThatFailsInAWindow_TakesTheFigureAway()
    {
        var run = SampleRun.Make();
        run = run with { Samples = [.. run.Samples.Where(s => s.Channel != "cpu0-dram" || s.Time.Seconds is < 45 or > 60)] };
        var result = Analyze(run);
        Assert.Null(result.Metrics["energy_per_output_token"].Value);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "sample-gap");
        Assert.Equal(10.0, result.Metrics["output_throughput"].Value!.Value, 1e-6);
    }

    [Fact]
    public void Background_LoadInAMachineBoundary_IsAReason()
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Select(w => w with { Cpu = w.Cpu! with { MachineSeconds = 15 } })] };
        Assert.Contains(Analyze(run).Validity.Reasons, r => r.Code == "background-cpu");
    }

    [Fact]
    public void Window_TooShortForItsSensor_IsAReason()
    {
        var run = SampleRun.Make();
        run = run with { Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => c with { UpdatePeriodSeconds = 2 })] } };
        Assert.Contains(Analyze(run).Validity.Reasons, r => r.Code == "window-too-short");
    }

    [Fact]
    public void Background_LoadInAnIdleBaseline_IsAReason()
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Select(w => w.Stage == Stage.IdleLoaded ? w with { Cpu = w.Cpu! with { MachineSeconds = 15 } } : w)] };
        Assert.Contains(Analyze(run).Validity.Reasons, r => r.Code == "background-cpu" && r.Evidence.Contains("idle", StringComparison.Ordinal));
    }

    [Fact]
    public void Window_AfterAWarmUpThatWasNotSteady_IsAReasonThoughAnotherWas()
    {
        var run = SampleRun.Make();
        WindowRecord WarmUp(double start, bool steady) => run.Windows[1] with { Stage = Stage.WarmUp, Repeat = 0, Steady = steady, Start = new Timestamp((long)(start * 1e9)), End = new Timestamp((long)((start + 2) * 1e9)) };
        var result = Analyze(run with { Windows = [.. run.Windows, WarmUp(35, true), WarmUp(55, false)] });
        Assert.Contains(result.Validity.Reasons, r => r.Code == "not-steady" && r.Evidence.Contains("window 2, 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Window_WithTooFewInFlight_IsAReason()
    {
        var run = SampleRun.Make();
        var few = run.Header.Configurations[0] with { Spec = Specs.Document("load.concurrency=4").Values };
        run = run with { Header = run.Header with { Configurations = [few] } };
        Assert.Contains(Analyze(run).Validity.Reasons, r => r.Code == "not-steady" && r.Evidence.Contains("in flight", StringComparison.Ordinal));
    }

    [Fact]
    public void Question_AskedAgain_CountsOnceTowardAccuracy()
    {
        var run = SampleRun.Make();
        var twice = run.Header.Configurations[0] with { TaskDistinctItems = 10 };
        var accuracy = Analyze(run with { Header = run.Header with { Configurations = [twice] } }).Metrics["accuracy"];
        Assert.Equal((0.8, 10), (accuracy.Value!.Value, accuracy.N));
    }

    [Fact]
    public void Question_ThatOnlyEverFailed_IsNotRight()
    {
        var accuracy = Analyze(Edit(r => r.Score == 1 && r.Item < 10 ? r with { Error = "timeout", ErrorKind = "timeout", Score = null } : r)).Metrics["accuracy"];
        Assert.Equal((16 / 30.0, 30), (accuracy.Value!.Value, accuracy.N));
    }

    [Fact]
    public void Server_OnAnotherMachineSharedByTwoConfigurations_IsChargedNothingInEither()
    {
        var run = SampleRun.Make();
        var other = run.Header.Configurations[0] with { Name = "other" };
        RunEvent Elsewhere(string name) => new() { Time = default, Kind = "diagnostic", Configuration = name, Message = "", Diagnostic = new Diagnostic("JM3010", DiagnosticSeverity.Warning, "elsewhere") };
        var result = RunAnalyzer.Analyze(run with
        {
            Header = run.Header with { Configurations = [run.Header.Configurations[0], other] },
            Windows = [.. run.Windows, .. run.Windows.Select(w => w with { Configuration = "other" })],
            Events = [Elsewhere(SampleRun.Configuration), Elsewhere("other")],
        });
        Assert.All(result.Configurations.Values, c => Assert.Null(c.Metrics["mean_power"].Value));
        Assert.Null(result.Boundary);
    }

    [Fact]
    public void Window_BeforeFullLoad_IsAReason()
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Select(w => w with { Steady = false })] };
        Assert.Contains(Analyze(run).Validity.Reasons, r => r.Code == "not-steady");
    }

    [Theory]
    [InlineData(RunStatus.Running, "incomplete")]
    [InlineData(RunStatus.Interrupted, "interrupted")]
    [InlineData(RunStatus.Failed, "failed")]
    public void Run_ThatDidNotEnd_SaysSo(RunStatus status, string code)
    {
        var run = SampleRun.Make();
        var result = RunAnalyzer.Analyze(run with { Header = run.Header with { Status = status } });
        Assert.Contains(result.Validity.Reasons, r => r.Code == code);
        Assert.Equal(3.0, result.Configurations[SampleRun.Configuration].Metrics["energy_per_output_token"].Value!.Value, 1e-6);
    }

    /// <summary>Nothing is left for it to be resumed with.</summary>
    [Theory]
    [InlineData(RunStatus.Running, true)]
    [InlineData(RunStatus.Interrupted, true)]
    [InlineData(RunStatus.Failed, false)]
    public void Run_CutOffAfterItsLastWindow_IsWhole_AndThatIsSaid(RunStatus status, bool isWhole)
    {
        var run = SampleRun.Make();
        run = run with { Header = run.Header with { Status = status }, Events = [.. run.Events, new RunEvent { Time = run.Windows[^1].End, Kind = RunEvent.Measured, Message = "" }] };
        var result = RunAnalyzer.Analyze(run);
        Assert.Equal(isWhole, result.Validity.Valid);
        Assert.Equal(isWhole, result.Diagnostics.Any(d => d.Id == "JM5046"));
        Assert.Contains(RunAnalyzer.Analyze(run with { Damage = ["requests.jsonl is not as the run left it"] }).Validity.Reasons, r => r.Code == "damaged-records");
    }

    [Fact]
    public void Net_OfLessThanNothing_IsDoubted()
    {
        Assert.DoesNotContain(RunAnalyzer.Analyze(PowerRun.Make("a", [30, 30.1, 29.9])).Diagnostics, d => d.Id == "JM5047");
        foreach (var watts in (double[][])[[1, 1.01, 0.99], [1, 1.01], [1]]) // of one or two there is no interval
        {
            var said = Assert.Single(RunAnalyzer.Analyze(PowerRun.Make("a", watts)).Diagnostics, d => d.Id == "JM5047");
            Assert.Contains("is no idle", said.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Server_OnAnotherMachine_IsChargedNothing()
    {
        var run = SampleRun.Make();
        var elsewhere = new Diagnostic("JM3010", DiagnosticSeverity.Warning, "elsewhere");
        var result = Analyze(run with { Events = [.. run.Events, new RunEvent { Time = default, Kind = "diagnostic", Configuration = SampleRun.Configuration, Message = "", Diagnostic = elsewhere }] });
        Assert.Null(result.Metrics["energy_per_output_token"].Value);
        Assert.Null(result.Metrics["mean_power"].Value);
        Assert.Equal(Provenance.Missing, result.Provenance);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "server-elsewhere");
    }

    [Fact]
    public void Answers_CutOffAtTheLimit_AreWarnedOf()
    {
        var run = Edit(r => r.Item % 2 == 0 ? r with { FinishReason = "length" } : r);
        Assert.Contains(RunAnalyzer.Analyze(run).Diagnostics, d => d.Id == "JM5002" && d.Message.Contains("15 of 30", StringComparison.Ordinal));
        Assert.DoesNotContain(RunAnalyzer.Analyze(SampleRun.Make()).Diagnostics, d => d.Id == "JM5002");
    }

    [Fact]
    public void Idle_ThatDrifts_IsAReason()
    {
        var run = SampleRun.Make();
        var before = run.Windows[0] with { Configuration = null, Stage = Stage.Idle };
        var after = before with { Stage = Stage.IdleAfter, Start = new Timestamp(32_000_000_000), End = new Timestamp(36_000_000_000) };
        Assert.Contains(Analyze(run with { Windows = [before, .. run.Windows, after] }).Validity.Reasons, r => r.Code == "idle-drift");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-12)]
    public void Joules_ThatAreNone_MakeNoFigureInfinite(double joules)
    {
        // Powers of next to nothing, by a source whose readings are integrated: what is divided by them is no figure, and no NaN in a file.
        var run = SampleRun.Make();
        var power = run.Machine.Channels.Select(c => c with { Reading = ReadingKind.Power, Provenance = Provenance.Integrated }).ToList();
        run = run with { Machine = run.Machine with { Channels = power }, Samples = [.. run.Samples.Select(s => s with { Reading = joules })] };
        var result = RunJudge.Judge(run);
        Assert.All(result.Configurations[SampleRun.Configuration].Metrics, m => Assert.All([m.Value.Value, m.Value.Lower, m.Value.Upper, m.Value.MeasuredTo], v => Assert.True(v is null || double.IsFinite(v.Value), m.Key)));
        Assert.NotEmpty(Joulemark.Storage.ResultFile.ToJson(result));
        Assert.NotEmpty(Joulemark.Reporting.HtmlReportWriter.Write(run, result));
    }

    private static ConfigurationResult Analyze(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration];

    private static RunRecord Edit(Func<RequestRecord, RequestRecord> edit)
    {
        var run = SampleRun.Make();
        return run with { Requests = [.. run.Requests.Select(edit)] };
    }
}
