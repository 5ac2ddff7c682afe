using Joulemark.Diagnostics;

namespace Joulemark.Metering.Redfish;

/// <summary>Reports what goes wrong with a BMC: once, until it is well again.</summary>
internal sealed class RedfishTroubles(string name, Action<Diagnostic> report)
{
    private RedfishOutcome _last = RedfishOutcome.Found;

    /// <summary>Takes what became of a reading.</summary>
    public void Take(RedfishAnswer answer)
    {
        if (answer.Outcome == _last)
            return;
        var before = _last;
        _last = answer.Outcome;
        var diagnostic = answer.Outcome switch
        {
            RedfishOutcome.Found => new Diagnostic(Id(before), DiagnosticSeverity.Info, $"the BMC at {name} answers again"),
            RedfishOutcome.Refused => new Diagnostic("JM2040", DiagnosticSeverity.Warning,
                $"the BMC at {name} gives no more readings: {answer.Problem}",
                "Check the account: its password, its lock, its number of sessions. It is not asked again in this run, so that it locks nobody out."),
            RedfishOutcome.Busy => new Diagnostic("JM2041", DiagnosticSeverity.Warning,
                $"the BMC at {name} gives no readings for now: {answer.Problem}", "Read it less often (every: 5s in its meter file), and end other programs that poll it."),
            _ => new Diagnostic("JM2042", DiagnosticSeverity.Warning,
                $"the BMC at {name} gives no reading: {answer.Problem}", "Readings are missing until it answers again. Look at the BMC and the management network."),
        };
        report(diagnostic);
    }

    private static string Id(RedfishOutcome outcome) => outcome == RedfishOutcome.Busy ? "JM2041" : "JM2042";
}
