using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

/// <summary>Open loops that ask for more than the server can take, and those that do not.</summary>
public sealed class OverloadCheckTests
{
    [Theory]
    [InlineData(0.5, false)] // half a second each: ten a second keep five in flight
    [InlineData(60, true)] // none of a window's requests is answered in it
    public void InFlight_ThatGrowsForAsLongAsTheWindowIs_IsOverload(double seconds, bool isOverloaded)
    {
        var run = OpenLoop(due => due + seconds);
        Assert.Equal(isOverloaded, Codes(run).Contains("overloaded"));
    }

    [Theory]
    [InlineData(0.99, false)] // one percent above what it takes is not told from chance in ten seconds
    [InlineData(0.7, true)]
    public void Server_ThatIsTooSlowByAShare_IsOverloadedOnceThatShows(double capacity, bool isOverloaded)
    {
        // It answers one after another, at a share of the rate that is asked for: by the window's end the rest waits.
        var run = OpenLoop(due => WindowStart(due) + ((due - WindowStart(due)) / capacity) + 0.05);
        Assert.Equal(isOverloaded, Codes(run).Contains("overloaded"));
        if (isOverloaded)
            Assert.Contains("10 requests/s were asked for", Evidence(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_ThatWereNotSent_AreOverload()
    {
        var run = OpenLoop(due => due + 0.5);
        run = run with { Events = [.. run.Events, Skipped("window", 3), Skipped("window", 4)] };
        Assert.Contains("7 requests that were due were not sent, because load.max-in-flight (10000) was reached: there 10 requests/s were asked for", Evidence(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_ThatWereNotSent_InAWindowThatNeverEnded_HaveNoRate()
    {
        var run = OpenLoop(due => due + 0.5);
        run = run with { Events = [.. run.Events, Skipped("window", 3)], Windows = [.. run.Windows.Where(w => w.Stage != Stage.Window)] };
        Assert.EndsWith("was reached: the rate is above what the server can take, or it stood still for a while", Evidence(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_ThatWereNotSentInAWarmUp_AreNone()
    {
        var run = OpenLoop(due => due + 0.5);
        Assert.DoesNotContain("overloaded", Codes(run with { Events = [.. run.Events, Skipped("warm-up", 3)] }));
    }

    [Fact]
    public void OpenLoop_WithFewInFlight_IsSteady() => Assert.DoesNotContain("not-steady", Codes(OpenLoop(due => due + 0.5)));

    [Fact]
    public void Window_OfAWholeTask_NeedsNoSteadyState()
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Select(w => w with { Steady = w.Stage != Stage.Window })] };
        Assert.Contains("not-steady", Codes(run));
        Assert.DoesNotContain("not-steady", Codes(run with { Windows = [.. run.Windows.Select(w => w with { IsWholeTask = w.Stage == Stage.Window })] }));
    }

    [Fact]
    public void Conversations_WithThinkTime_AreNotHeldToTheirConcurrency()
    {
        // One request of a tenth of a second each second: ten users who think for most of it.
        var run = SampleRun.Make();
        run = run with { Requests = [.. run.Requests.Select(r => r with { Ended = r.Sent + TimeSpan.FromSeconds(0.6) })] };
        Assert.Contains("not-steady", Codes(run));
        Assert.DoesNotContain("not-steady", Codes(With(run, "load.concurrency=1", "load.think-time=1s")));
    }

    private static RunEvent Skipped(string stage, int count) => new()
    {
        Time = default,
        Kind = "load",
        Configuration = SampleRun.Configuration,
        Message = "not sent",
        Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["stage"] = stage, ["skipped"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    /// <summary>The sample run's windows with ten requests a second, that end as told.</summary>
    private static RunRecord OpenLoop(Func<double, double> ends)
    {
        var run = With(SampleRun.Make(), "load.kind=rate", "load.rate=10");
        var template = run.Requests[0];
        return run with
        {
            Requests =
            [
                .. from window in run.Windows.Where(w => w.Stage == Stage.Window)
                   from i in Enumerable.Range(-20, 120) // the load begins before its window
                   let due = window.Start.Seconds + (i / 10.0)
                   select template with
                   {
                       Repeat = window.Repeat,
                       Scheduled = At(due),
                       Sent = At(due),
                       FirstToken = At(ends(due) - 0.01),
                       LastToken = At(ends(due)),
                       Tokens = [At(ends(due) - 0.01), At(ends(due))],
                       Ended = At(ends(due)),
                   },
            ],
        };
    }

    private static double WindowStart(double due) => Math.Floor((due + 2) / 20) * 20;

    private static RunRecord With(RunRecord run, params string[] settings) => run with
    {
        Header = run.Header with { Configurations = [run.Header.Configurations[0] with { Spec = Specs.Document(settings).Values }] },
    };

    private static IEnumerable<string> Codes(RunRecord run) => RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons.Select(r => r.Code);

    private static string Evidence(RunRecord run) =>
        Assert.Single(RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons, r => r.Code == "overloaded").Evidence;

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
