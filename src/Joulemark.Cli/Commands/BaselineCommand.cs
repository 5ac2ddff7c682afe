using System.CommandLine;
using System.Globalization;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Storage.Baselines;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark baseline</c>: what a gate compares with, by branch and machine.</summary>
internal static class BaselineCommand
{
    public static Command Create() => new("baseline", "Keep what a gate compares with, by branch and machine.") { CreateSet(), CreateList(), CreateShow() };

    /// <summary>Where baselines are.</summary>
    public static Option<string> Store() => new("--store") { Description = "The folder of baselines; it can be committed or shared.", HelpName = "DIR", DefaultValueFactory = _ => BaselineStore.DefaultFolder };

    private static Option<string> Branch() => new("--branch") { Description = "The branch, or any name.", HelpName = "NAME", DefaultValueFactory = _ => "main" };

    private static Command CreateSet()
    {
        var run = new Argument<string[]>("RUN") { Description = "RUN, or RUN:CONFIGURATION where a run has several. Several runs are several starts of the server.", Arity = ArgumentArity.OneOrMore };
        var (branch, store) = (Branch(), Store());
        var invalid = new Option<bool>("--accept-invalid") { Description = "Take a run that is not valid." };
        var json = Options.Json();
        var command = new Command("set", "Make a run, or several, the baseline of a branch on the machine that measured them.") { run, branch, store, invalid, json };
        command.SetAction(async (parsed, _) =>
        {
            var named = new NamedRuns(parsed.GetValue(run)!);
            var runs = parsed.GetValue(run)!.Select(named.InFolder).ToList();
            var entry = new BaselineStore(parsed.GetValue(store)!, TimeProvider.System).Set(parsed.GetValue(branch)!, runs, parsed.GetValue(invalid));
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(entry);
            else
                Console.WriteLine(PlainText.OneLine($"{entry.Configuration} of {string.Join(", ", entry.Others.Select(o => o.Run).Prepend(entry.Run))} is the baseline of {entry.Branch} on {entry.MachineSummary} ({entry.Machine})"));
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command CreateList()
    {
        var store = Store();
        var json = Options.Json();
        var command = new Command("list", "List the baselines.") { store, json };
        command.SetAction(async (parsed, _) =>
        {
            var entries = new BaselineStore(parsed.GetValue(store)!, TimeProvider.System).List(out var damaged);
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(entries);
            else if (entries.Count > 0)
                Write(entries);
            else if (damaged.Count == 0)
                Console.WriteLine($"no baselines in {parsed.GetValue(store)}; joulemark baseline set RUN makes one");
            DiagnosticsPrinter.Print(damaged);
            return (int)(damaged.Count == 0 ? ExitCode.Done : ExitCode.BadUsage);
        });
        return command;
    }

    private static Command CreateShow()
    {
        var (branch, store, json) = (Branch(), Store(), Options.Json());
        var command = new Command("show", "Show the baseline that a gate on this machine would take.") { branch, store, json };
        command.SetAction(async (parsed, _) =>
        {
            new BaselineStore(parsed.GetValue(store)!, TimeProvider.System).Find(parsed.GetValue(branch)!, BranchBaselines.ThisMachine(), out var entry); // with its runs: it can be read
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(entry);
            else
                Write([entry]);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Write(IReadOnlyList<BaselineEntry> entries)
    {
        var console = Terminal.For();
        FittedColumn Column(string heading, Func<BaselineEntry, string> cell) => FittedColumn.Words(heading, entries, cell);
        FittedTable.Whole(
        [
            Column("branch", e => e.Branch),
        ],
        [
            Column("machine", e => $"{e.MachineSummary} ({e.Machine})"),
            Column("configuration", e => e.Configuration),
            Column("J/request", e => e.EnergyPerRequest is { } joules ? Figures.Scaled(joules, "J") : "–"),
            Column("measured", e => e.MeasuredAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            Column("valid", e => e.Valid ? "yes" : "NO"),
            Column("run", e => string.Join(", ", e.Others.Select(o => o.Run).Prepend(e.Run))),
        ], console, Terminal.WidthOf(console, Terminal.Endless));
    }
}
