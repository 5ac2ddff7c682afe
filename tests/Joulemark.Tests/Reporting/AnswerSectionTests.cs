using System.Net;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Records;
using Joulemark.Reporting.Html;
using Joulemark.Tests.Comparison;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class AnswerSectionTests
{
    [Fact]
    public void Choice_OfTwo_NamesTheOneThatUsesLess_WithItsFiguresBoundaryAndProvenance()
    {
        var section = Of(ReportSamples.TwoModels());

        Assert.Contains("Asked: the least energy per request, ttft-p50 at most 150 ms.", section, StringComparison.Ordinal);
        Assert.Contains("<p class=\"pick\"><strong>small</strong> <span>uses the least energy of the 2 that qualify.</span></p>", section, StringComparison.Ordinal);
        Assert.Contains("<span class=\"boundary\">components, measured (counter)</span>", section, StringComparison.Ordinal);
        Assert.Contains("<dd>3.00 <span class=\"unit\">J/token<", section, StringComparison.Ordinal);
        Assert.Matches("<dt>energy of <span class=\"count\">1,000</span> requests<.*</dt>\\s*<dd data-priced=\"energy\" [^>]*>8\\.33 <span class=\"unit\">Wh<", section);
        Assert.Contains("<dt>energy per output token<", section, StringComparison.Ordinal);
        Assert.Contains("If right answers matter more: <strong>large</strong> qualifies too and is the most accurate, 100.0 %", section, StringComparison.Ordinal);
        Assert.Contains("runner-up", section, StringComparison.Ordinal);
        Assert.Matches("<td>3\\.00<span class=\"interval\">[0-9.]+ to [0-9.]+<", section); // ÷ pick
        Assert.DoesNotContain("rejected", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Objectives_AreWhatTheTilesAndTheTableShow_WithTheLimitAndWhetherItIsKept()
    {
        var section = Of(ReportSamples.TwoModels());
        Assert.Matches("<dt>TTFT p50</dt>\\s*<dd>[0-9.]+ <span class=\"unit\">ms</span><span class=\"interval\">95 %: [0-9.]+ to [0-9.]+ ms</span><span class=\"interval\">≤ 150 ms: met</span></dd>", section);
        Assert.Contains("<th scope=\"col\">TTFT p50<span class=\"interval\">≤ 150 ms</span></th>", section, StringComparison.Ordinal);
        Assert.DoesNotContain("TTFT p99", section, StringComparison.Ordinal);

        var none = ReportSamples.TwoModels();
        none = none with { Header = none.Header with { Configurations = [.. none.Header.Configurations.Select(c => c with { Spec = c.Spec.Where(v => v.Key != "objectives.ttft-p50").ToDictionary(StringComparer.Ordinal) })] } };
        Assert.Contains("<th scope=\"col\">TTFT p99</th>", Of(none), StringComparison.Ordinal);
    }

    [Fact]
    public void Objective_OfOneAlone_IsSaid_EvenWhereItCannotBeTold()
    {
        Assert.Matches("<dt>TTFT p99</dt>\\s*<dd>.*<span class=\"interval\">≤ 150 ms: undecided</span></dd>", Of(SampleRun.Make())); // of thirty requests a 99th percentile has no interval
        Assert.Matches("<dt>E2E p50</dt>\\s*<dd>.*<span class=\"interval\">≤ 1\\.00 ms: NOT met</span></dd>", Of(SampleRun.With(SampleRun.Make(), ("objectives.e2e-p50", "1ms"))));
    }

    [Fact]
    public void Objective_ThatIsMissed_RejectsWithFigureAndLimit()
    {
        var section = Of(ReportSamples.TwoModels("50ms"));
        Assert.Contains("Nothing is recommended: none of 2 configurations qualifies.", section, StringComparison.Ordinal);
        Assert.Contains("the limit is 50.0 ms", section, StringComparison.Ordinal);
        Assert.Contains("objective-not-met", section, StringComparison.Ordinal);
        Assert.Contains("What would change this answer", section, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"tiles\"", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_ThatIsModelled_SaysSoInTheAnswerToo()
    {
        var section = Of(HtmlReportWriterTests.Modelled(ReportSamples.TwoModels()));
        Assert.Matches("the best first\\s+<span class=\"badge modelled\">modelled, not measured</span>", section);
        Assert.Contains("<span class=\"modelled-tag\">components, modelled</span>", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_ThatAreGiven_AreInTheAnswer_WithIntervals_AndInTheInputs()
    {
        var section = Of(ReportSamples.TwoModels(), new() { Tariff = 0.3, Pue = 1.2, Intensity = 360, IntensitySource = "a table" });

        // 8.33 and 25 Wh a thousand, at 0.36 and 432 g a kilowatt-hour.
        Assert.Matches("<dt><span class=\"count\">1,000</span> requests cost<span class=\"boundary\">components, measured \\(counter\\)</span></dt>\\s*<dd data-priced=\"cost\" [^>]*[^n]>0\\.00300<span class=\"interval\">95 %: 0\\.00", section);
        Assert.Matches("<td data-priced=\"cost\" [^>]*[^n]>0\\.00900<span class=\"interval\">0\\.00[0-9]+ to 0\\.00[0-9]+</span>", section);
        Assert.Matches("<td data-priced=\"carbon\" [^>]*[^n]>10\\.8<span", section);
        foreach (var (name, value) in ((string, string)[])[("tariff", "0.3"), ("pue", "1.2"), ("hour", ""), ("intensity", "360")])
            Assert.Matches($"name=\"{name}\" [^>]*value=\"{value}\"", section);
        Assert.Contains("At <span>0.3 a kilowatt-hour, PUE 1.2, 360 gCO2e a kilowatt-hour (a table)</span>; of the energy in the boundary components alone", section, StringComparison.Ordinal);
        Assert.Contains("data-unasked hidden", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_ThatAreMissing_AreAskedFor_AndNoneIsMadeUp()
    {
        foreach (var section in (string[])[Of(ReportSamples.TwoModels()), Of(SampleRun.Make()), Of(SampleRun.Make(), new() { Intensity = 360 })])
        {
            Assert.Matches("<p class=\"note\" data-unasked>No cost is given, because no price of a kilowatt-hour is", section);
            Assert.Contains("<code>joulemark report 20260101T000000Z-sample-0000 --tariff 0.30</code>", section, StringComparison.Ordinal);
            Assert.Matches("<dd data-priced=\"cost\" [^>]*[^n]>–<span class=\"interval\">no price is given</span></dd>", section);
        }

        Assert.Matches("<dd data-priced=\"carbon\" [^>]*>3\\.00 <span class=\"unit\">gCO2e</span><span", Of(SampleRun.Make(), new() { Intensity = 360 })); // 8.33 Wh × 360 g
    }

    [Fact]
    public void Hardware_ThatHasAPrice_IsPartOfTheCost_AndTheCheapestIsNamedBeside()
    {
        // Each request of either keeps the hardware for a second: 1,000 s at 3.6 an hour are 1, and the energy is little beside it.
        var section = Of(ReportSamples.TwoModels(), new() { Tariff = 0.3, HardwareCostPerHour = 3.6 });
        Assert.Matches("<dd data-priced=\"cost\" data-wh=\"8.3[^\"]*\" data-hours=\"0.27777[^\"]*\" data-unit=\"\">1\\.00<", section);
        Assert.DoesNotContain("If money matters more", section, StringComparison.Ordinal);

        var other = Of(ReportSamples.SlowAndQuick(), new() { Tariff = 0.3, HardwareCostPerHour = 3.6 });
        Assert.Contains("<p class=\"pick\"><strong>small</strong>", other, StringComparison.Ordinal);
        var said = other.IndexOf("If money", StringComparison.Ordinal);
        Assert.True(said > 0, other);
        Assert.Matches(@"^If money matters more: <strong>large</strong> qualifies too and costs the least, 1\.01 \(1\.0[0-9]+ to 1\.0[0-9]+\)\s+against 2\.0[01] for 1,000 requests, for 1\.50 \(", other[said..(said + 250)]);
    }

    [Fact]
    public void Tiles_AreOfAsManyRequestsEach()
    {
        var section = Of(ReportSamples.TwoModels(), new() { Tariff = 0.00003, Intensity = 360 });
        Assert.Equal(3, section.Split("<span class=\"count\">1,000,000</span> requests").Length - 1); // energy, cost, emissions
        Assert.Matches("<dd data-priced=\"energy\" [^>]*>8\\.33 <span class=\"unit\">kWh</span><span class=\"interval\">95 %: 8\\.[0-9]+ to 8\\.[0-9]+ kWh</span></dd>", section);
        Assert.Matches("<dd data-priced=\"cost\" [^>]*>0\\.000250<", section);
        Assert.DoesNotContain(">1,000<", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_IsPricedByTheRun()
    {
        var run = SampleRun.Make().WithConfiguration(c => c with { Command = ["train"], TaskRequests = 1 });
        var section = Of(run, new() { Tariff = 0.3, HardwareCostPerHour = 3.6 });
        Assert.Contains("<dt>one run costs", section, StringComparison.Ordinal);
        Assert.Matches("<dd data-priced=\"cost\" data-wh=\"0\\.00833[^\"]*\" data-hours=\"0\\.000277[^\"]*\" [^>]*>0\\.00100<", section); // 30 J at 0.3, a second at 3.6
        Assert.Contains("data-command=\"1\"", section, StringComparison.Ordinal);
        Assert.DoesNotContain("requests cost", section, StringComparison.Ordinal);
    }

    [Fact]
    public void RatiosToThePick_SayTheirConfidence()
    {
        Assert.DoesNotContain("Bonferroni", Of(ReportSamples.TwoModels()), StringComparison.Ordinal); // of one pair
        var two = ReportSamples.TwoModels();
        var third = two with
        {
            Header = two.Header with { Configurations = [.. two.Header.Configurations, two.Header.Configurations[1] with { Name = "third" }] },
            Windows = [.. two.Windows, .. two.Windows.Where(w => w.Configuration == "large").Select(w => w with { Configuration = "third" })],
            Requests = [.. two.Requests, .. two.Requests.Where(r => r.Configuration == "large").Select(r => r with { Configuration = "third" })],
        };
        Assert.Contains("÷ pick has 98.33 % intervals, so that every pair of the configurations holds together with the others in 95 % (Bonferroni: any of them might have been picked).",
            Of(third), StringComparison.Ordinal);
    }

    [Fact]
    public void One_AloneHasItsFigures_AndNoChoice()
    {
        var section = Of(SampleRun.Make());
        Assert.Contains("<dd>3.00 <span class=\"unit\">J/token<", section, StringComparison.Ordinal);
        Assert.DoesNotContain("Which one to run", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_ThatIsMissing_IsADashWithTheReason()
    {
        var run = SampleRun.Make();
        var section = Of(run with { Header = run.Header with { Boundary = null } });
        Assert.Contains("<dd class=\"missing\">– <span class=\"interval\">no boundary could be measured, so there are no energy figures", section, StringComparison.Ordinal);
    }

    private static string Of(RunRecord run, RecommendationOptions? prices = null) => WebUtility.HtmlDecode(AnswerSection.Of(ReportModel.Of(run, RunJudge.Judge(run), prices: prices)).Text);
}
