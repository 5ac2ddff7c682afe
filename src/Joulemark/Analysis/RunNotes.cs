using System.Globalization;
using Joulemark.Analysis.Checks;
using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What a reader of the figures should know, without it making them invalid.</summary>
internal static class RunNotes
{
    private const double MostCutOff = 0.3; // ML.ENERGY's bound for outputs cut at their maximum length
    private const double MostHarness = 0.05;
    private const double StartingUp = 0.5; // CPU seconds: what compiling and the first readings cost, once

    public static IEnumerable<Diagnostic> Of(RunRecord run, List<ConfigurationEvidence> evidence, IReadOnlyList<Disturbance> disturbances, Ledger? ledger)
    {
        if (ledger?.Provenance == Provenance.Modelled && evidence.Exists(e => e.WindowRecords.Any()))
        {
            var modelled = string.Join(", ", run.Machine.Channels.Where(c => c.Provenance == Provenance.Modelled && ledger.Counted.Contains(c.Name, StringComparer.Ordinal)).Select(c => c.Name));
            var all = ledger.Entries.Where(e => e.Counted).All(e => e.Provenance == Provenance.Modelled);
            yield return new Diagnostic("JM2002", DiagnosticSeverity.Warning,
                all ? $"every joule here is modelled from utilisation ({modelled}), not measured: compare configurations by it, do not quote it"
                    : $"part of the joules here is modelled ({modelled}), the rest is measured",
                "joulemark meters says what could be measured on this machine, and how to get there.");
        }

        var boards = ledger?.Entries.Count(e => e is { Counted: true, Part: MachinePart.Gpu }) ?? 0;
        if (boards > 1 && run.Header.Gpus.Count == 0)
        {
            yield return new Diagnostic("JM2004", DiagnosticSeverity.Info,
                $"all {boards} GPUs of the machine are counted, used or not", "Name those that work with gpus (--gpus), or keep other work off the rest.");
        }

        if (ledger?.Entries.FirstOrDefault(e => e is { Counted: true, Part: MachinePart.GpuModule }) is { } module)
        {
            yield return new Diagnostic("JM2005", DiagnosticSeverity.Info,
                $"{module.Channel} counts a superchip's whole module: its CPU and their memory are in the GPU's figures", "Compare it with other whole modules, not with a GPU alone.");
        }

        if (RunAnalyzer.IsCutOffWhenMeasured(run))
        {
            yield return new Diagnostic("JM5046", DiagnosticSeverity.Warning,
                $"the run {(run.Header.Status == RunStatus.Running ? "was cut off after its last window, or is in its last idle still" : "was interrupted after its last window")}: every figure is whole, and whether idle power drifted until the end is not known", "Wait for its end, where it still goes on; else nothing, or measure again where other work may have come in between.");
        }

        foreach (var note in evidence.SelectMany(e => OfOne(e, disturbances).Concat(WindowNotes.Of(e))))
            yield return note;
    }

    private static IEnumerable<Diagnostic> OfOne(ConfigurationEvidence e, IReadOnlyList<Disturbance> disturbances)
    {
        var name = e.Configuration.Name;
        var answered = e.Tokens.Answered;
        var (resent, cut) = (e.Loads.Sum(l => l.Resent), e.Loads.Sum(l => l.CutOff));
        if (resent > 0)
        {
            yield return new Diagnostic("JM5021", DiagnosticSeverity.Info,
                $"{name}: {resent} of {e.Measured.Count} requests had to be sent again, because the server had closed the connection that they went out on; their latencies count from their schedule",
                "Nothing, where the server closes idle connections. Many of them say that it closes each after its answer.");
        }

        if (cut > MostCutOff * answered)
        {
            yield return new Diagnostic("JM5002", DiagnosticSeverity.Warning,
                $"{name}: {cut} of {answered} answers were cut off at workload.output-tokens.max ({e.Value("workload.output-tokens.max")}); the limit is {MostCutOff:P0}"
                + (e.Configuration.HasAnswers ? ". A right answer that was cut off counts as wrong" : ""),
                "Raise workload.output-tokens.max, or take the figures as those of answers of that length.");
        }

        var asked = e.Answers.Asked;
        if (e.Windows.Count > 0 && asked < e.Configuration.TaskDistinctItems)
        {
            yield return new Diagnostic("JM5003", DiagnosticSeverity.Info,
                $"{name}: {asked} of the task's {e.Configuration.TaskDistinctItems} items were asked; energy_to_solution takes the others to cost the same, and accuracy is of those asked",
                "Lengthen measure.window or raise measure.repeats to ask them all, or lower workload.requests.");
        }

        if (e.Value("workload.prefix-cache") == "cold" && e.Value("server.kind") != "reference" && e.Requests.Count > asked && !e.Configuration.TaskIsRenewed
            && e.Tokens.Source == TokenCountSource.Server && PrefixCacheCheck.HitRate(e) is null)
        {
            yield return new Diagnostic("JM5004", DiagnosticSeverity.Warning,
                $"{name}: prompts were asked more than once, and the server does not say how many of their tokens came from its prefix cache",
                "Turn the server's prefix cache off, ask more distinct prompts, or declare workload.prefix-cache: any.");
        }

        if (e is { IsCommand: false, Tokens.Source: TokenCountSource.Tokenizer })
        {
            yield return new Diagnostic("JM5020", DiagnosticSeverity.Info,
                $"{name}: the server counted no tokens for {e.Tokens.CountedHere} of {answered} answers; figures per token stand on the local tokenizer's counts of their text",
                "Ask the server for usage. A tokenizer that is not the model's counts other tokens, and the prompt's template is not in its count.");
        }

        if (e.IsCommand && e.WindowRecords.Sum(w => w.Cpu?.HarnessSeconds ?? 0) > StartingUp * e.WindowRecords.Count && HarnessOfOneCore(e) is > MostHarness and var ours)
        {
            yield return new Diagnostic("JM5006", DiagnosticSeverity.Warning,
                $"{name}: Joulemark itself kept a core {ours:P1} busy while the command ran; the limit is {MostHarness:P0}",
                "Lower --sample-rate, or name fewer sources. joulemark selftest says what metering costs here.");
        }

        if (WindowMetrics.Get("net_energy_per_request").Estimate(e) is { } net && (net.Upper ?? (net.Value + (net.MeasuredTo ?? 0))) is < 0 and var most) // one or two windows have no interval
        {
            yield return new Diagnostic("JM5047", DiagnosticSeverity.Warning,
                $"{name}: net of idle power a request uses less than nothing ({Figures.Scaled(most, "J")} at most): the idle baseline was above the power under load, and is no idle",
                "Use gross figures; see what kept the machine busy, or its fans and clocks up, before the load (joulemark doctor), and measure again.");
        }

        if (e.Idle is null && MissingIdle(e) is { } problem)
        {
            yield return new Diagnostic("JM5007", DiagnosticSeverity.Warning,
                $"{name}: net figures are not given, because the idle power is missing: {problem}",
                "The gross figures stand. Measure again for net ones.");
        }

        if (e is { IsCommand: false, Ledger.Boundary: Boundary.Components or Boundary.Node } && HarnessShare(e) is > MostHarness and var share)
        {
            yield return new Diagnostic("JM5005", DiagnosticSeverity.Warning,
                $"{name}: the load client used {share:P1} as much CPU time as the server, and its joules are in the figures of this boundary",
                "Compare configurations at the same load only, or use the boundary process.");
        }

        if (e.Ledger?.Boundary == Boundary.Process && BackgroundLoadCheck.Company(e, e.WindowRecords, disturbances) is { } company)
        {
            yield return new Diagnostic("JM5001", DiagnosticSeverity.Warning, $"{name}: {company}",
                "Stop other work while you measure: its energy is not in the figures, but it takes caches and clocks from the server.");
        }
    }

    private static string? MissingIdle(ConfigurationEvidence e) => e.IdleEnergies
        .SelectMany(i => e.Ledger?.Counted.Select(i.Energy.Channels.GetValueOrDefault) ?? []).FirstOrDefault(c => c?.Energy is null)?.Evidence;

    private static double HarnessOfOneCore(ConfigurationEvidence e) =>
        e.WindowRecords.Sum(w => w.Cpu?.HarnessSeconds ?? 0) / Math.Max(1e-9, e.WindowRecords.Sum(w => w.Duration.TotalSeconds));

    private static double? HarnessShare(ConfigurationEvidence e)
    {
        var server = e.WindowRecords.Sum(w => w.Cpu?.SystemUnderTestSeconds ?? 0);
        return server > 0 ? e.WindowRecords.Sum(w => w.Cpu?.HarnessSeconds ?? 0) / server : null;
    }
}
