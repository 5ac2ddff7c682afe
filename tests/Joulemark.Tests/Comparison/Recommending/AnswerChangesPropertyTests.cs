using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Statistics;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Comparison.Recommending;

/// <summary>
/// Of random choices: what is said to change the answer does, asked for as it is said; just short of it the answer stays; and what
/// is not said changes nothing.
/// </summary>
public sealed class AnswerChangesPropertyTests
{
    private const double Near = 0.02; // prices are said in three digits, and tried 1 % beyond
    private readonly AnalysedRuns _analysed = new();

    [Fact]
    public void Changes_AreTrue_AndThoseThatThereAre()
    {
        var random = new SeededRandom(2); // of runs and of starts; another seed takes up to five times as long, as each answer is asked for again some hundred times
        var (limits, prices) = (0, 0);
        for (var i = 0; i < 12; i++)
        {
            RunRecord[] runs = [.. Enumerable.Range(0, 2 + (int)(3 * random.NextDouble())).SelectMany(n => Starts($"run{n}", random))];
            var options = Options(runs, random);
            var result = Recommend(runs, options);
            Assert.All(result.Candidates, c => Assert.Equal(c.Verdict == RecommendationVerdict.Rejected, c.Reasons.Count > 0));
            foreach (var change in result.Changes.Where(c => c.Price is null))
            {
                limits++;
                Assert.Equal((change.Sentence, change.Candidate), (change.Sentence, Recommend(runs, With(options, change.Options)).Pick));
            }

            foreach (var change in result.Changes.Where(c => c.Price is not null))
            {
                prices++;
                var (option, sign) = (change.Options[0].Split(' ') is [.., var s, _] words ? string.Join(' ', words[..^2]) : "", change.Options[0].Contains('>', StringComparison.Ordinal) ? 1 : -1);
                Assert.Equal((change.Sentence, change.Candidate), (change.Sentence, Recommend(runs, At(options, option, change.Price!.Value * (1 + (sign * Near)))).Pick));
                Assert.Equal((change.Sentence, result.Pick), (change.Sentence, Recommend(runs, At(options, option, change.Price.Value * (1 - (sign * Near)))).Pick));
            }

            NothingElseChanges(runs, options, result);
        }

        Assert.True(limits > 10 && prices > 1, $"{limits} limits and {prices} prices were tried");
    }

    private void NothingElseChanges(RunRecord[] runs, RecommendationOptions options, Recommendation result)
    {
        if (result.Pick is null)
            return;
        foreach (var (option, price) in Prices(options))
        {
            foreach (var factor in (double[])[0.001, 0.1, 0.5, 0.9, 1.1, 2, 10, 1000])
            {
                if ((option == "--pue" && price * factor is < 1 or > 100) || Recommend(runs, At(options, option, price * factor)).Pick == result.Pick)
                    continue;
                Assert.True(result.Changes.Any(c => c.Price is { } at && c.Options[0].StartsWith($"{option} {(factor > 1 ? '>' : '<')}", StringComparison.Ordinal) && (factor > 1 ? at <= price * factor * (1 + Near) : at >= price * factor * (1 - Near))),
                    $"{option} of {price * factor} in place of {price} changes the answer, which nothing says: {string.Join("; ", result.Changes.Select(c => c.Sentence))}");
            }
        }

        var limit = options.Objectives["ttft-p50"];
        for (var seconds = 0.05; seconds < 1; seconds *= 1.15)
        {
            if (Recommend(runs, options with { Objectives = Limit(seconds) }).Pick == result.Pick)
                continue;
            Assert.True(result.Changes.Any(c => c.Options.Any(o => o.StartsWith("--objective", StringComparison.Ordinal) && SpecValueParser.Seconds(o.Split('=')[1]) is { } said && (seconds < limit ? said >= seconds * (1 - Near) && said < limit : said <= seconds && said > limit))),
                $"ttft-p50 of {seconds} in place of {limit} changes the answer, which nothing says: {string.Join("; ", result.Changes.Select(c => c.Sentence))}");
        }

        for (var share = options.MinAccuracy ?? 0; share <= 1; share += 0.071)
        {
            if (Recommend(runs, options with { MinAccuracy = share }).Pick == result.Pick)
                continue;
            Assert.True(result.Changes.Any(c => c.Options is [var o] && o.StartsWith("--min-accuracy", StringComparison.Ordinal) && SpecValueParser.Number(SpecValueType.Fraction, o.Split(' ')[1]) <= share + 0.001),
                $"an accuracy of {share} changes the answer, which nothing says: {string.Join("; ", result.Changes.Select(c => c.Sentence))}");
        }
    }

    private static IEnumerable<(string Option, double Price)> Prices(RecommendationOptions options)
    {
        if (options.Tariff is not { } tariff)
            yield break;
        yield return ("--tariff", tariff);
        yield return ("--pue", options.Pue);
        if (options.HardwareCostPerHour is { } hour)
            yield return ("--hardware-cost-per-hour", hour);
        foreach (var (run, price) in options.HardwarePrices.Where(p => p.Key == ConfigurationOf(p.Key)))
            yield return ($"--hardware-price {run}", price);
    }

    /// <summary>What is asked when these options are given beside those that were.</summary>
    private static RecommendationOptions With(RecommendationOptions options, IReadOnlyList<string> given)
    {
        var limits = new Dictionary<string, double>(options.Objectives, StringComparer.Ordinal);
        foreach (var words in given.Select(o => o.Split(' ')))
        {
            if (words[0] == "--min-accuracy")
                options = options with { MinAccuracy = SpecValueParser.Number(SpecValueType.Fraction, words[1]) };
            else
                limits[words[1].Split('=')[0]] = RecommendationOptions.ParseObjectives([words[1]]).Values.Single();
        }

        return options with { Objectives = limits };
    }

    private static RecommendationOptions At(RecommendationOptions options, string option, double price) => option switch
    {
        "--tariff" => options with { Tariff = price },
        "--pue" => options with { Pue = price },
        "--hardware-cost-per-hour" => options with { HardwareCostPerHour = price },
        _ => options with { HardwarePrices = options.HardwarePrices.ToDictionary(p => p.Key, p => ConfigurationOf(p.Key) == option.Split(' ')[1] ? price : p.Value, StringComparer.Ordinal) },
    };

    private static RecommendationOptions Options(RunRecord[] runs, SeededRandom random)
    {
        var asked = new RecommendationOptions { Objectives = Limit(0.1 + (0.25 * random.NextDouble())), MinAccuracy = random.NextDouble() < 0.5 ? null : 0.5 * random.NextDouble() };
        if (random.NextDouble() < 0.3)
            return asked with { Minimize = random.NextDouble() < 0.5 ? RecommendationGoal.Energy : RecommendationGoal.EnergyPerCorrect };
        asked = asked with { Minimize = RecommendationGoal.Cost, Tariff = Math.Exp(-3 + (4 * random.NextDouble())), Pue = 1 + random.NextDouble() };
        return random.NextDouble() < 0.5 ? asked with { HardwareCostPerHour = asked.Tariff * 0.05 * random.NextDouble() }
            : asked with { HardwarePrices = runs.GroupBy(r => r.Header.Name, StringComparer.Ordinal).SelectMany(c => asked.Tariff!.Value * 0.05 * random.NextDouble() is var price ? c.Select(r => KeyValuePair.Create(r.Header.Id, price)) : []).ToDictionary(StringComparer.Ordinal) };
    }

    private static Dictionary<string, double> Limit(double seconds) => new(StringComparer.Ordinal) { ["ttft-p50"] = seconds };

    /// <summary>One start of a configuration, or two, which scatter a little.</summary>
    private static IEnumerable<RunRecord> Starts(string name, SeededRandom random)
    {
        var run = Run(name, random);
        return random.NextDouble() < 0.5 ? [run] : new[] { 1, 1.02 }.Select((more, i) => run with
        {
            Header = run.Header with { Id = i == 0 ? name : $"{name}-{i}" }, Samples = [.. run.Samples.Select(s => s with { Reading = s.Reading * more })],
        });
    }

    /// <summary>The first start's name.</summary>
    private static string ConfigurationOf(string run) => run.Split('-')[0];

    /// <summary>A run of its own power, latency, pace and share of right answers.</summary>
    private static RunRecord Run(string name, SeededRandom random)
    {
        var (watts, slower, seconds, right) = (20 + (40 * random.NextDouble()), 200 * random.NextDouble(), 1 << (int)(2 * random.NextDouble()), 4 + (int)(7 * random.NextDouble()));
        var run = PowerRun.Make(name, [.. Enumerable.Range(0, 12).Select(i => watts / seconds * (1.5 + (0.003 * (i % 3))))], i => i % 11 < right);
        run = run with { Requests = [.. run.Requests.Where((_, i) => i % seconds == 0)] }; // each of so many seconds
        return SampleRun.Edit(run, r => r with { FirstToken = r.FirstToken + TimeSpan.FromMilliseconds(slower), Ended = r.Ended + TimeSpan.FromSeconds(seconds - 1) });
    }

    private Recommendation Recommend(RunRecord[] runs, RecommendationOptions options) => Recommender.Recommend([.. runs.Select(r => (r, r.Header.Configurations[0]))], options, _analysed);
}
