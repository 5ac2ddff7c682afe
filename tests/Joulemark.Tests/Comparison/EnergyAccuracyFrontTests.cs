using Joulemark.Analysis;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison;

public sealed class EnergyAccuracyFrontTests
{
    [Fact]
    public void Configuration_AsAccurateButDearer_IsDominated()
    {
        var finding = Find(("cheap", 1, 8), ("dear", 2, 8))["dear"];
        Assert.Equal(("dominated", "cheap"), (finding.Kind, finding.Other));
        Assert.Contains("2.00 ×", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_DearerButClearlyMoreAccurate_Pays() =>
        Assert.All(Find(("cheap", 1, 2), ("dear", 2, 9)).Values, f => Assert.Equal("efficient", f.Kind));

    [Fact]
    public void Configuration_DearerAndMoreAccurateByMoreThanTheMargin_IsNotCalledDominated() =>
        Assert.Equal("efficient", Find(("cheap", 1, 7), ("dear", 2, 8))["dear"].Kind); // ten points, though few questions

    [Fact]
    public void Configurations_OfFewItems_AreNotCalledAsAccurate()
    {
        var message = Find(("cheap", 1, 8), ("dear", 2, 8))["dear"].Message;
        Assert.DoesNotContain("as accurate", message, StringComparison.Ordinal); // ten questions leave 28 points open
        Assert.Contains("got 80.0 % right against 80.0 % (so many items tell a difference of −", message, StringComparison.Ordinal);
    }

    /// <summary>Each configuration uses so many times the sample's energy and answers so many of every ten questions right.</summary>
    private static Dictionary<string, Finding> Find(params (string Name, double Energy, int Right)[] configurations)
    {
        var run = SampleRun.Make();
        var period = run.Windows[^1].End - run.Windows[0].Start + TimeSpan.FromSeconds(20);
        var windows = new List<WindowRecord>();
        var requests = new List<RequestRecord>();
        var samples = new List<MeterSample>();
        for (var i = 0; i < configurations.Length; i++)
        {
            var (name, energy, right) = configurations[i];
            var shift = period * i;
            windows.AddRange(run.Windows.Select(w => w with { Configuration = name, Start = w.Start + shift, End = w.End + shift }));
            requests.AddRange(run.Requests.Select(r => r with
            {
                Configuration = name,
                Scheduled = r.Scheduled + shift,
                Sent = r.Sent + shift,
                Ended = r.Ended + shift,
                FirstToken = r.FirstToken + shift,
                LastToken = r.LastToken + shift,
                Tokens = [.. r.Tokens.Select(t => t + shift)],
                Score = r.Item % 10 < right ? 1 : 0,
            }));
            samples.AddRange(run.Samples.Where(s => s.Time - default(Joulemark.Metrology.Timestamp) < period).Select(s => s with
            {
                Time = s.Time + shift,
                Reading = (s.Reading * energy) + (1e6 * i),
            }));
        }

        var header = run.Header with { Configurations = [.. configurations.Select(c => run.Header.Configurations[0] with { Name = c.Name })] };
        return RunAnalyzer.Analyze(run with { Header = header, Windows = windows, Requests = requests, Samples = samples })
            .Findings.ToDictionary(f => f.Configuration, StringComparer.Ordinal);
    }
}
