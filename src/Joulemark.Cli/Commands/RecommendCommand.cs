using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison.Recommending;
using Joulemark.Records;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark recommend RUN...</c>: which configuration to run, and what would change that.</summary>
internal static class RecommendCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Runs to choose from: RUN for each of its configurations, or RUN:CONFIGURATION for one. Several of one configuration are starts of it, and one choice.", Arity = ArgumentArity.OneOrMore };
        var minimize = Options.OneOf("--minimize", "What to make least per request; energy-per-correct is per right answer: the most accuracy per watt-hour.", "energy", "GOAL", ["energy", "cost", "carbon", "energy-per-correct"]);
        var objectives = new Option<string[]>("--objective") { Description = "A latency objective, e.g. ttft-p99=500ms. May be given again. [default: those of the specs]", HelpName = "NAME=LIMIT" };
        var accuracy = Options.Share("--min-accuracy", "Least accuracy: all of its interval must be above.", "none");
        var prices = new PriceOptions();
        var each = new Option<string[]>("--hardware-price") { Description = "Price of an hour of the machine of one run, where machines differ in price. May be given again.", HelpName = "RUN=X" };
        var isolate = new Option<string[]>("--isolate") { Description = "A key that the choice is about, beside the model, the machine and what the runs vary. May be given again.", HelpName = "KEY" };
        var allow = new Option<string[]>("--allow") { Description = "Accept that this key differs; the result says so. May be given again.", HelpName = "KEY" };
        var json = new Option<bool>("--json") { Description = "Write the recommendation as one JSON document to standard output, and nothing else." };
        var command = new Command("recommend", "Choose the configuration with the least energy, cost or carbon that meets objectives.") { runs, minimize, objectives, accuracy, each, isolate, allow, json };
        prices.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var options = prices.Of(parsed).Prices with
            {
                Minimize = Enum.Parse<RecommendationGoal>(parsed.GetValue(minimize)!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
                Objectives = RecommendationOptions.ParseObjectives(parsed.GetValue(objectives) ?? []),
                MinAccuracy = parsed.GetValue(accuracy),
                Isolate = parsed.GetValue(isolate) ?? [],
                Allow = parsed.GetValue(allow) ?? [],
            };
            options.Check(); // before anything is read
            var named = new NamedRuns(parsed.GetValue(runs)!);
            List<(RunRecord Run, ConfigurationRecord Configuration)> configurations = [.. parsed.GetValue(runs)!.SelectMany(named.All)];
            if (parsed.GetValue(each) is { Length: > 0 } own)
            {
                options = options with { HardwarePrices = OfAllRuns(RecommendationOptions.ParseHardware(own, Names(named)), named) };
                options.Check();
            }

            var result = Recommender.Recommend(configurations, options);
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(result);
            else
                RecommendationRenderer.Print(result);
            DiagnosticsPrinter.Print(result.Diagnostics);
            return (int)result.ExitCode;
        });
        return command;
    }

    /// <summary>Runs by what a user may call them: their names, and their folders.</summary>
    private static Dictionary<string, string> Names(NamedRuns named)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, run) in named.ByPath)
            names[Path.TrimEndingDirectorySeparator(path)] = names[run.Header.Id] = run.Header.Id;
        return names;
    }

    /// <summary>The price of a run is that of those that it goes on from, too: a run is resumed on the machine that it was begun on.</summary>
    private static Dictionary<string, double> OfAllRuns(IReadOnlyDictionary<string, double> prices, NamedRuns named)
    {
        var all = new Dictionary<string, double>(prices, StringComparer.Ordinal);
        foreach (var run in named.ByPath.Values.Where(r => prices.ContainsKey(r.Header.Id)))
        {
            foreach (var earlier in run.Earlier)
                all.TryAdd(earlier.Header.Id, prices[run.Header.Id]);
        }

        return all;
    }
}
